"""What can be asked about a skill."""

from datetime import date
from typing import Annotated, Literal

from shared.kernel.markers import ByService, Category, Pattern, Text
from shared.kernel.messages import Command, StreamId

Skill = Annotated[StreamId, Category("skill")]
Today = Annotated[date, ByService("today")]
Name = Annotated[str, Text(300)]
Uri = Annotated[str, Pattern(r"https?://\S+", 500)]


class DefineSkill(Command):
    """``kind`` and ``esco_uri`` are ESCO's, where the skill comes from there."""

    skill: Skill
    name: Name
    description: Annotated[str, Text(10_000)] | None = None
    kind: Literal["skill", "knowledge"] | None = None
    esco_uri: Uri | None = None
    synonyms: tuple[Name, ...] = ()
    today: Today


class RenameSkill(Command):
    skill: Skill
    name: Name
    today: Today


class AddSynonym(Command):
    skill: Skill
    synonym: Name
    today: Today


class RetireSkill(Command):
    """The skill is offered nowhere from now on."""

    skill: Skill
    today: Today


SkillCommand = DefineSkill | RenameSkill | AddSynonym | RetireSkill
