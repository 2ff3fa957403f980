"""The view ``mastery_held``: the level that a person holds in a skill, and the last assessment.

``held_since`` is the day on which the level that is held came to be the one; a person who falls
back to a lower one holds that since the fall. ``version`` is that of the mastery stream.
"""

from datetime import date
from typing import get_args

from services.learning.events.mastery import (
    MasteryAssessed,
    MasteryEvent,
    MasteryLevelAttained,
    Status,
)
from shared.kernel.errors import ProjectionGap
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection
from shared.kernel.replacing import replace


class MasteryHeldRow(View):
    pair_key: str
    person_id: StreamId
    skill_id: StreamId
    held_level: int | None
    held_since: date | None
    first_verified_on: date | None
    last_level: int | None
    last_status: Status
    last_mastery: float | None
    last_confidence: float
    last_as_of: date
    version: int


def keys(event: MasteryEvent) -> tuple[str]:
    return (f"{event.person}/{event.skill}",)


def evolve(key: str, row: MasteryHeldRow | None, event: MasteryEvent) -> MasteryHeldRow:
    """The row after ``event``; raises ``ProjectionGap`` if its first assessment was missed."""
    if isinstance(event, MasteryAssessed):
        return assessed(key, row, event)
    if row is None:
        raise ProjectionGap(f"{type(event).__name__} before {key} was assessed")
    version = row.version + 1
    held = event.level if isinstance(event, MasteryLevelAttained) else event.held
    since = None if held is None else event.as_of
    return replace(row, held_level=held, held_since=since, version=version)


def assessed(key: str, row: MasteryHeldRow | None, event: MasteryAssessed) -> MasteryHeldRow:
    verified_on = row.first_verified_on if row else None
    if verified_on is None and event.status == "verified":
        verified_on = event.as_of
    return MasteryHeldRow(
        pair_key=key,
        person_id=event.person,
        skill_id=event.skill,
        held_level=row.held_level if row else None,
        held_since=row.held_since if row else None,
        first_verified_on=verified_on,
        last_level=event.level,
        last_status=event.status,
        last_mastery=event.mastery,
        last_confidence=event.confidence,
        last_as_of=event.as_of,
        version=row.version + 1 if row else 1,
    )


projection = Projection(
    table="mastery_held",
    view=MasteryHeldRow,
    on=get_args(MasteryEvent),
    keys=keys,
    evolve=evolve,
    person="person_id",
)
