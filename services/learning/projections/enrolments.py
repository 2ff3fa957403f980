"""The view ``enrolments``: one row for each, from planning to its end; no dropped plans."""

from datetime import date
from typing import Literal, get_args

from services.learning.events.activity import ActivityKind
from services.learning.events.enrolment import (
    Completed,
    CompletionRevoked,
    Enrolled,
    EnrolmentCancelled,
    EnrolmentEvent,
    EvidenceEvent,
    LearningPlanned,
    PlanDropped,
    PromotedFromWaitingList,
    ScoreRecorded,
    Started,
    TimeRecorded,
    Withdrawn,
)
from services.learning.projections.opened import opened
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection
from shared.kernel.replacing import replace


class EnrolmentRow(View):
    """``minutes_planned`` is what the activity takes, ``day`` that of its occurrence."""

    enrolment: StreamId
    person: StreamId
    activity: StreamId
    occurrence: str | None
    day: date | None
    kind: ActivityKind
    status: Literal[
        "planned", "waiting", "enrolled", "started", "completed", "withdrawn", "cancelled"
    ]
    assessed: bool
    assessor: StreamId | None
    minutes_planned: int
    minutes_spent: int
    planned_on: date | None
    planned_for: date | None
    enrolled_on: date | None
    started_on: date | None
    completed_on: date | None
    score: float | None
    scored_on: date | None
    revoked_on: date | None
    revoke_reason: str | None
    ended_on: date | None


def keys(event: EnrolmentEvent) -> tuple[str]:
    return (event.enrolment,)


def evolve(_key: str, row: EnrolmentRow | None, event: EnrolmentEvent) -> EnrolmentRow | None:
    if isinstance(event, LearningPlanned):
        return planned(event)
    if isinstance(event, PlanDropped):
        return None
    if isinstance(event, Enrolled):
        return enrolled(row, event)
    before = opened(row, event)
    match event:
        case PromotedFromWaitingList() | Started() | TimeRecorded():
            return moved(before, event)
        case Withdrawn(withdrawn_on=day):
            return replace(before, status="withdrawn", ended_on=day)
        case EnrolmentCancelled(cancelled_on=day):
            return replace(before, status="cancelled", ended_on=day)
        case Completed() | ScoreRecorded() | CompletionRevoked():
            return judged(before, event)


def planned(event: LearningPlanned) -> EnrolmentRow:
    return EnrolmentRow(
        enrolment=event.enrolment,
        person=event.person,
        activity=event.activity,
        occurrence=None,
        day=None,
        kind=event.kind,
        status="planned",
        assessed=False,
        assessor=None,
        minutes_planned=event.minutes,
        minutes_spent=0,
        planned_on=event.planned_on,
        planned_for=event.planned_for,
        enrolled_on=None,
        started_on=None,
        completed_on=None,
        score=None,
        scored_on=None,
        revoked_on=None,
        revoke_reason=None,
        ended_on=None,
    )


def enrolled(row: EnrolmentRow | None, event: Enrolled) -> EnrolmentRow:
    return EnrolmentRow(
        enrolment=event.enrolment,
        person=event.person,
        activity=event.activity,
        occurrence=event.occurrence,
        day=event.day,
        kind=event.kind,
        status="waiting" if event.waiting else "enrolled",
        assessed=event.assessed,
        assessor=event.assessor,
        minutes_planned=event.minutes,
        minutes_spent=0,
        planned_on=row.planned_on if row else None,
        planned_for=row.planned_for if row else None,
        enrolled_on=event.enrolled_on,
        started_on=None,
        completed_on=None,
        score=None,
        scored_on=None,
        revoked_on=None,
        revoke_reason=None,
        ended_on=None,
    )


def moved(
    row: EnrolmentRow, event: PromotedFromWaitingList | Started | TimeRecorded
) -> EnrolmentRow:
    match event:
        case PromotedFromWaitingList():
            return replace(row, status="enrolled")
        case Started(started_on=day):
            return replace(row, status="started", started_on=day)
        case TimeRecorded(minutes=minutes):
            return replace(row, minutes_spent=row.minutes_spent + minutes)


def judged(row: EnrolmentRow, event: EvidenceEvent) -> EnrolmentRow:
    match event:
        case Completed():
            return replace(
                row,
                status="completed",
                completed_on=event.completed_on,
                ended_on=event.recorded_on,
            )
        case ScoreRecorded(score=score, recorded_on=day):
            return replace(row, score=score, scored_on=day)
        case CompletionRevoked(reason=reason, revoked_on=day):
            return replace(row, revoked_on=day, revoke_reason=reason)


projection = Projection(
    table="enrolments",
    view=EnrolmentRow,
    on=get_args(EnrolmentEvent),
    keys=keys,
    evolve=evolve,
    person="person",
)
