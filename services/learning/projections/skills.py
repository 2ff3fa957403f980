"""The view ``skills``: one row for each skill, retired ones too."""

from dataclasses import replace
from datetime import date
from typing import Literal

from services.learning.events.skill import (
    SkillDefined,
    SkillEvent,
    SkillRenamed,
    SkillRetired,
    SynonymAdded,
)
from shared.kernel.errors import ProjectionGap
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection


class SkillRow(View):
    skill_id: StreamId
    name: str
    description: str | None
    kind: Literal["skill", "knowledge"] | None
    esco_uri: str | None
    synonyms: tuple[str, ...]
    defined_on: date
    retired_on: date | None


def evolve(key: str, row: SkillRow | None, event: SkillEvent) -> SkillRow:
    """The row ``key`` after ``event``; raises ``ProjectionGap`` if its opening event was missed."""
    if isinstance(event, SkillDefined):
        return SkillRow(
            skill_id=event.skill,
            name=event.name,
            description=event.description,
            kind=event.kind,
            esco_uri=event.esco_uri,
            synonyms=event.synonyms,
            defined_on=event.defined_on,
            retired_on=None,
        )
    if row is None:
        raise ProjectionGap(f"{type(event).__name__} before skill {key} was defined")
    match event:
        case SkillRenamed():
            return replace(row, name=event.name)
        case SynonymAdded():
            return replace(row, synonyms=(*row.synonyms, event.synonym))
        case SkillRetired():
            return replace(row, retired_on=event.retired_on)


def keys(event: SkillEvent) -> tuple[str]:
    return (event.skill,)


projection = Projection(
    table="skills",
    view=SkillRow,
    on=(SkillDefined, SkillRenamed, SynonymAdded, SkillRetired),
    keys=keys,
    evolve=evolve,
)
