"""The view ``applications``: one row a person and assignment, from applying to the outcome."""

from datetime import date
from typing import Literal, get_args

from services.goals.events.stretch_assignment import (
    ApplicantAccepted,
    ApplicantApproved,
    ApplicantDeclined,
    ApplicationEvent,
    ApplicationMoved,
    ApplicationWithdrawn,
    Applied,
    ApproverReminded,
    AssignmentCancelled,
    AssignmentCompleted,
    OutcomeEvent,
    OutcomeValidated,
)
from services.goals.projections.opened import opened
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection
from shared.kernel.replacing import replace

ApplicantsEvent = ApplicationEvent | OutcomeEvent | AssignmentCancelled


class ApplicationRow(View):
    """``waiting_since`` while an approval is awaited; ``ended_on`` if it led to no outcome."""

    application_key: str
    assignment: StreamId
    applicant: StreamId
    status: Literal[
        "waiting",
        "approved",
        "declined",
        "withdrawn",
        "accepted",
        "completed",
        "validated",
        "cancelled",
    ]
    note: str | None
    applied_on: date
    waiting_since: date | None
    reminded_on: date | None
    decided_on: date | None
    accepted_on: date | None
    outcome: Literal["exceeded", "met", "partly", "not_met"] | None
    learnt: str | None
    completed_by: StreamId | None
    completed_on: date | None
    validated_on: date | None
    ended_on: date | None


def keys(event: ApplicantsEvent) -> tuple[str, ...]:
    match event:
        case AssignmentCancelled(applicants=people):
            return tuple(f"{event.assignment}/{person}" for person in people)
        case AssignmentCompleted() | OutcomeValidated():
            return (f"{event.assignment}/{event.person}",)
        case (
            Applied()
            | ApplicationWithdrawn()
            | ApplicantApproved()
            | ApplicantDeclined()
            | ApplicantAccepted()
            | ApproverReminded()
        ):
            return (f"{event.assignment}/{event.applicant}",)


def evolve(key: str, row: ApplicationRow | None, event: ApplicantsEvent) -> ApplicationRow | None:
    """The row after ``event``; one of an erased applicant stays away when all are cancelled."""
    if isinstance(event, Applied):
        return applied(key, event)
    if isinstance(event, AssignmentCancelled):
        day = event.cancelled_on
        return row and replace(row, status="cancelled", waiting_since=None, ended_on=day)
    if isinstance(event, AssignmentCompleted | OutcomeValidated):
        return judged(opened(row, event), event)
    return moved(opened(row, event), event)


def applied(key: str, event: Applied) -> ApplicationRow:
    return ApplicationRow(
        application_key=key,
        assignment=event.assignment,
        applicant=event.applicant,
        status="waiting",
        note=event.note,
        applied_on=event.applied_on,
        waiting_since=event.applied_on,
        reminded_on=None,
        decided_on=None,
        accepted_on=None,
        outcome=None,
        learnt=None,
        completed_by=None,
        completed_on=None,
        validated_on=None,
        ended_on=None,
    )


def moved(row: ApplicationRow, event: ApplicationMoved) -> ApplicationRow:
    match event:
        case ApplicationWithdrawn(withdrawn_on=day):
            return replace(row, status="withdrawn", waiting_since=None, ended_on=day)
        case ApplicantApproved(approved_on=day):
            return replace(row, status="approved", waiting_since=None, decided_on=day)
        case ApplicantDeclined(declined_on=day):
            return replace(row, status="declined", waiting_since=None, decided_on=day, ended_on=day)
        case ApplicantAccepted(accepted_on=day):
            return replace(row, status="accepted", accepted_on=day)
        case ApproverReminded(reminded_on=day):
            return replace(row, reminded_on=day)


def judged(row: ApplicationRow, event: OutcomeEvent) -> ApplicationRow:
    match event:
        case AssignmentCompleted():
            return replace(
                row,
                status="completed",
                outcome=event.outcome,
                learnt=event.learnt,
                completed_by=event.completed_by,
                completed_on=event.completed_on,
            )
        case OutcomeValidated(validated_on=day):
            return replace(row, status="validated", validated_on=day)


projection = Projection(
    table="applications",
    view=ApplicationRow,
    on=get_args(ApplicantsEvent),
    keys=keys,
    evolve=evolve,
    person="applicant",
)
