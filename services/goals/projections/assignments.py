"""The view ``assignments``: one row a stretch assignment; places taken are in ``applications``."""

from datetime import date
from typing import Literal, get_args

from services.goals.events.stretch_assignment import (
    AssignmentCancelled,
    AssignmentEvent,
    AssignmentPublished,
)
from services.goals.projections.opened import opened
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection
from shared.kernel.replacing import replace


class AssignmentRow(View):
    assignment: StreamId
    publisher: StreamId
    title: str
    description: str
    hours_a_week: int
    starts_on: date
    ends_on: date
    places: int
    status: Literal["open", "cancelled"]
    published_on: date
    cancelled_on: date | None
    cancel_reason: str | None


def keys(event: AssignmentEvent) -> tuple[str]:
    return (event.assignment,)


def evolve(_key: str, row: AssignmentRow | None, event: AssignmentEvent) -> AssignmentRow:
    match event:
        case AssignmentPublished():
            return published(event)
        case AssignmentCancelled(cancelled_on=day, reason=reason):
            before = opened(row, event)
            return replace(before, status="cancelled", cancelled_on=day, cancel_reason=reason)


def published(event: AssignmentPublished) -> AssignmentRow:
    return AssignmentRow(
        assignment=event.assignment,
        publisher=event.publisher,
        title=event.title,
        description=event.description,
        hours_a_week=event.hours_a_week,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        places=event.places,
        status="open",
        published_on=event.published_on,
        cancelled_on=None,
        cancel_reason=None,
    )


projection = Projection(
    table="assignments",
    view=AssignmentRow,
    on=get_args(AssignmentEvent),
    keys=keys,
    evolve=evolve,
    person=None,
)
