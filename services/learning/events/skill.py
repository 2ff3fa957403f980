"""What can have happened to a skill. Names of skills are about no person and not marked."""

from datetime import date
from typing import Literal

from shared.kernel.messages import Event, Part, StreamId


class SkillLevel(Part):
    """A skill at a level, 1 to 5."""

    skill: StreamId
    level: int


class SkillDefined(Event):
    """``esco_uri`` and ``onet_id`` are its identities there, ``synonyms`` are its other names."""

    skill: StreamId
    name: str
    description: str | None
    kind: Literal["skill", "knowledge"] | None
    esco_uri: str | None
    synonyms: tuple[str, ...]
    onet_id: str | None = None
    defined_on: date


class SkillRenamed(Event):
    skill: StreamId
    name: str
    renamed_on: date


class SynonymAdded(Event):
    skill: StreamId
    synonym: str
    added_on: date


class SkillMerged(Event):
    """It stays readable wherever it stands; its evidence counts for ``into`` from now on."""

    skill: StreamId
    into: StreamId
    merged_on: date


class SkillAbsorbed(Event):
    """``absorbed`` was merged into ``skill``, as its own stream says too."""

    skill: StreamId
    absorbed: StreamId
    absorbed_on: date


class VolatilitySet(Event):
    """``volatility``: a factor on all half-lives of its evidence, 1 until the first of these."""

    skill: StreamId
    volatility: float
    set_on: date


class SkillRetired(Event):
    """It stays readable wherever it stands, and is offered nowhere."""

    skill: StreamId
    retired_on: date


SkillEvent = (
    SkillDefined
    | SkillRenamed
    | SynonymAdded
    | SkillMerged
    | SkillAbsorbed
    | VolatilitySet
    | SkillRetired
)
