"""What can have happened to a skill. Names of skills are about no person and not marked."""

from datetime import date
from typing import Literal

from shared.kernel.messages import Event, StreamId


class SkillDefined(Event):
    """``esco_uri`` is the skill's identity in ESCO, ``synonyms`` are its other names."""

    skill: StreamId
    name: str
    description: str | None
    kind: Literal["skill", "knowledge"] | None
    esco_uri: str | None
    synonyms: tuple[str, ...]
    defined_on: date


class SkillRenamed(Event):
    skill: StreamId
    name: str
    renamed_on: date


class SynonymAdded(Event):
    skill: StreamId
    synonym: str
    added_on: date


class SkillRetired(Event):
    """It stays readable wherever it stands, and is offered nowhere."""

    skill: StreamId
    retired_on: date


SkillEvent = SkillDefined | SkillRenamed | SynonymAdded | SkillRetired
