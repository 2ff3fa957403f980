"""The view ``skills``: one row for each skill, retired and merged ones too."""

from datetime import date
from typing import Literal, get_args

from services.learning.events.skill import (
    SkillAbsorbed,
    SkillDefined,
    SkillEvent,
    SkillMerged,
    SkillRenamed,
    SkillRetired,
    SynonymAdded,
    VolatilitySet,
)
from services.learning.projections.opened import opened
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection
from shared.kernel.replacing import replace


class SkillRow(View):
    """``volatility``: a factor on all half-lives of its evidence."""

    skill_id: StreamId
    name: str
    description: str | None
    kind: Literal["skill", "knowledge"] | None
    esco_uri: str | None
    synonyms: tuple[str, ...]
    defined_on: date
    retired_on: date | None
    onet_id: str | None
    merged_into: StreamId | None
    merged_on: date | None
    volatility: float


def evolve(_key: str, row: SkillRow | None, event: SkillEvent) -> SkillRow:
    """The row after ``event``; raises ``ProjectionGap`` if its opening event was missed."""
    if isinstance(event, SkillDefined):
        return defined(event)
    before = opened(row, event)
    match event:
        case SkillRenamed():
            return replace(before, name=event.name)
        case SynonymAdded():
            return replace(before, synonyms=(*before.synonyms, event.synonym))
        case SkillMerged():
            return replace(before, merged_into=event.into, merged_on=event.merged_on)
        case SkillAbsorbed():
            return before
        case VolatilitySet():
            return replace(before, volatility=event.volatility)
        case SkillRetired():
            return replace(before, retired_on=event.retired_on)


def defined(event: SkillDefined) -> SkillRow:
    return SkillRow(
        skill_id=event.skill,
        name=event.name,
        description=event.description,
        kind=event.kind,
        esco_uri=event.esco_uri,
        synonyms=event.synonyms,
        defined_on=event.defined_on,
        retired_on=None,
        onet_id=event.onet_id,
        merged_into=None,
        merged_on=None,
        volatility=1.0,
    )


def keys(event: SkillEvent) -> tuple[str]:
    return (event.skill,)


projection = Projection(
    table="skills",
    view=SkillRow,
    on=get_args(SkillEvent),
    keys=keys,
    evolve=evolve,
    person=None,
)
