"""What can be asked about a role: a job that people hold or aim for, and what it requires."""

from typing import Annotated, Literal

from services.goals.commands.fields import Level, RoleId, SkillId, Title, Today
from shared.kernel.markers import Text
from shared.kernel.messages import Command


class DefineRole(Command):
    """``rung`` counts the ladder of its ``family`` from 1, the lowest."""

    role: RoleId
    title: Title
    family: Annotated[str, Text(200)] | None = None
    rung: int | None = None
    esco_uri: Annotated[str, Text(300)] | None = None
    today: Today


class RenameRole(Command):
    role: RoleId
    title: Title
    today: Today


class SetRequirement(Command):
    """``importance``: 1 helpful, 2 important, 3 essential."""

    role: RoleId
    skill: SkillId
    level: Level
    importance: Literal[1, 2, 3]
    today: Today


class DropRequirement(Command):
    role: RoleId
    skill: SkillId
    today: Today


class RetireRole(Command):
    role: RoleId
    today: Today


RoleCommand = DefineRole | RenameRole | SetRequirement | DropRequirement | RetireRole
