"""What the rules of the stretch assignment remember of its events, and how they refuse."""

from dataclasses import field as state_field
from datetime import date
from typing import Literal

from services.goals.events.stretch_assignment import (
    ApplicantAccepted,
    ApplicantApproved,
    ApplicantDeclined,
    ApplicationMoved,
    ApplicationWithdrawn,
    Applied,
    ApproverReminded,
    AssignmentCancelled,
    AssignmentCompleted,
    AssignmentOutcome,
    AssignmentPublished,
    OutcomeEvent,
    OutcomeValidated,
    SkillLevel,
    StretchAssignmentEvent,
)
from shared.kernel.errors import DomainError
from shared.kernel.frozen_map import FrozenMap
from shared.kernel.messages import State, StreamId
from shared.kernel.replacing import replace

ApplicationStatus = Literal[
    "waiting", "approved", "declined", "withdrawn", "accepted", "completed", "validated"
]


class Application(State):
    """``ask_again_on`` if its approval is still awaited then; ``outcome`` of a completed one."""

    status: ApplicationStatus
    waiting_since: date
    ask_again_on: date | None
    outcome: AssignmentOutcome = "not_met"
    completed_on: date = date.min
    completed_by: StreamId = StreamId("")

    @property
    def open(self) -> bool:
        """Whether it can still lead to taking part."""
        return self.status in {"waiting", "approved", "accepted"}

    @property
    def takes_place(self) -> bool:
        return self.status in {"accepted", "completed", "validated"}


class StretchAssignment(State):
    status: Literal["undefined", "published", "cancelled"] = "undefined"
    publisher: StreamId = StreamId("")
    skills: tuple[SkillLevel, ...] = ()
    places: int = 0
    starts_on: date = date.min
    ends_on: date = date.min
    applications: FrozenMap[StreamId, Application] = state_field(default_factory=FrozenMap)

    @property
    def places_taken(self) -> int:
        return sum(application.takes_place for application in self.applications.values())


class AssignmentAlreadyPublished(DomainError):
    """Rule 1: an assignment is published once."""


class AssignmentUnclear(DomainError):
    """Rule 2: skills each once, 1 to 60 hours a week, 1 to 1,000 places, an end not yet past."""


class OwnAssignment(DomainError):
    """Rule 3: nobody applies for what they have published."""


class AssignmentOver(DomainError):
    """Rule 4: one applies, and is given a place, until the assignment ends or is cancelled."""


class UnknownApplicant(DomainError):
    """Rule 5: who is approved, declined, accepted or withdraws has applied."""


class ApplicationDecided(DomainError):
    """Rule 5: an application goes from waiting to approved to accepted, and not back."""


class NotApproved(DomainError):
    """Rule 6: a place is given to an applicant whose manager has approved."""


class NoPlaceLeft(DomainError):
    """Rule 7: no more people than places."""


class NotTakingPart(DomainError):
    """Rule 8: an outcome is that of somebody who was given a place, once it has begun."""


class OutcomeAlreadyRecorded(DomainError):
    """Rule 8: a person's outcome is recorded once."""


class OutcomeMissing(DomainError):
    """Rule 9: what is validated has been recorded."""


def evolve(assignment: StretchAssignment, event: StretchAssignmentEvent) -> StretchAssignment:
    """The assignment after ``event``; refuses nothing, for events have happened."""
    if isinstance(event, AssignmentPublished):
        return StretchAssignment(
            status="published",
            publisher=event.publisher,
            skills=event.skills,
            places=event.places,
            starts_on=event.starts_on,
            ends_on=event.ends_on,
        )
    if isinstance(event, AssignmentCancelled):
        return cancelled(assignment, event)
    applications = assignment.applications
    if isinstance(event, AssignmentCompleted | OutcomeValidated):
        person, application = event.person, judged(applications[event.person], event)
    elif isinstance(event, Applied):
        person, application = event.applicant, applied(event)
    else:
        person, application = event.applicant, moved(applications[event.applicant], event)
    return replace(assignment, applications=applications.with_(person, application))


def cancelled(assignment: StretchAssignment, event: AssignmentCancelled) -> StretchAssignment:
    applications = assignment.applications
    for applicant in applications.keys() & set(event.applicants):
        ended = replace(applications[applicant], status="declined")
        applications = applications.with_(applicant, ended)
    return replace(assignment, status="cancelled", applications=applications)


def judged(application: Application, event: OutcomeEvent) -> Application:
    match event:
        case AssignmentCompleted():
            return replace(
                application,
                status="completed",
                outcome=event.outcome,
                completed_on=event.completed_on,
                completed_by=event.completed_by,
            )
        case OutcomeValidated():
            return replace(application, status="validated")


def applied(event: Applied) -> Application:
    return Application(
        status="waiting", waiting_since=event.applied_on, ask_again_on=event.ask_again_on
    )


def moved(before: Application, event: ApplicationMoved) -> Application:
    match event:
        case ApplicationWithdrawn():
            return replace(before, status="withdrawn")
        case ApplicantApproved():
            return replace(before, status="approved")
        case ApplicantDeclined():
            return replace(before, status="declined")
        case ApplicantAccepted():
            return replace(before, status="accepted")
        case ApproverReminded(ask_again_on=day):
            return replace(before, ask_again_on=day)
