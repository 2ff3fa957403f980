"""What can be asked about a skill."""

from typing import Annotated, Literal

from services.learning.commands.fields import Level, Name, SkillId, Today, Uri
from shared.kernel.markers import Pattern, Text
from shared.kernel.messages import Command, Part


class SkillAtLevel(Part):
    """A skill and the level in it that something asks for, teaches or proves."""

    skill: SkillId
    level: Level


class DefineSkill(Command):
    """``kind`` and ``esco_uri`` are ESCO's, ``onet_id`` is O*NET's, where it comes from there."""

    skill: SkillId
    name: Name
    description: Annotated[str, Text(10_000)] | None = None
    kind: Literal["skill", "knowledge"] | None = None
    esco_uri: Uri | None = None
    onet_id: Annotated[str, Pattern(r"[0-9A-Za-z.-]+", 50)] | None = None
    synonyms: tuple[Name, ...] = ()
    today: Today


class RenameSkill(Command):
    skill: SkillId
    name: Name
    today: Today


class AddSynonym(Command):
    skill: SkillId
    synonym: Name
    today: Today


class MergeSkill(Command):
    """What is known of ``skill`` counts as evidence of ``into`` from now on."""

    skill: SkillId
    into: SkillId
    today: Today


class SetVolatility(Command):
    """A factor on all half-lives of the skill's evidence: 0.5 fast-moving to 2 durable."""

    skill: SkillId
    volatility: float
    today: Today


class RetireSkill(Command):
    """The skill is offered nowhere from now on."""

    skill: SkillId
    today: Today


SkillCommand = DefineSkill | RenameSkill | AddSynonym | MergeSkill | SetVolatility | RetireSkill
