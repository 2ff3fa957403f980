"""The view ``occurrences``: one row for each date of an activity, with its seats."""

from datetime import date
from typing import Literal, get_args

from services.learning.events.activity import (
    OccurrenceCancelled,
    OccurrenceEvent,
    OccurrenceScheduled,
    SeatEvent,
    SeatFreed,
    SeatTaken,
    WaitingListJoined,
    WaitingListLeft,
)
from services.learning.projections.opened import opened
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection
from shared.kernel.replacing import replace


class OccurrenceRow(View):
    """``taken`` counts promised seats too, ``waiting`` those who were promised none."""

    occurrence_key: str
    activity: StreamId
    occurrence: str
    day: date
    seats: int
    place: str | None
    status: Literal["scheduled", "cancelled"]
    taken: int
    waiting: int
    scheduled_on: date
    cancelled_on: date | None
    cancel_reason: str | None


def keys(event: OccurrenceEvent | SeatEvent) -> tuple[str]:
    return (f"{event.activity}/{event.occurrence}",)


def evolve(
    key: str, row: OccurrenceRow | None, event: OccurrenceEvent | SeatEvent
) -> OccurrenceRow:
    if isinstance(event, OccurrenceScheduled):
        return scheduled(key, event)
    before = opened(row, event)
    match event:
        case OccurrenceCancelled():
            return replace(
                before,
                status="cancelled",
                taken=0,
                waiting=0,
                cancelled_on=event.cancelled_on,
                cancel_reason=event.reason,
            )
        case SeatTaken(promoted=promoted):
            return replace(before, taken=before.taken + (not promoted))
        case WaitingListJoined():
            return replace(before, waiting=before.waiting + 1)
        case WaitingListLeft():
            return replace(before, waiting=before.waiting - 1)
        case SeatFreed(next=None):
            return replace(before, taken=before.taken - 1)
        case SeatFreed():
            return replace(before, waiting=before.waiting - 1)


def scheduled(key: str, event: OccurrenceScheduled) -> OccurrenceRow:
    return OccurrenceRow(
        occurrence_key=key,
        activity=event.activity,
        occurrence=event.occurrence,
        day=event.day,
        seats=event.seats,
        place=event.place,
        status="scheduled",
        taken=0,
        waiting=0,
        scheduled_on=event.scheduled_on,
        cancelled_on=None,
        cancel_reason=None,
    )


projection = Projection(
    table="occurrences",
    view=OccurrenceRow,
    on=(*get_args(OccurrenceEvent), *get_args(SeatEvent)),
    keys=keys,
    evolve=evolve,
    person=None,
)
