"""The way of an application to a place; the rules are numbered in ``stretch_assignment``."""

from collections.abc import Sequence
from datetime import date, timedelta

from services.goals.commands.stretch_assignment import (
    AcceptApplicant,
    ApplicationCommand,
    Apply,
    ApproveApplicant,
    DeclineApplicant,
    WithdrawApplication,
)
from services.goals.domain.stretch_assignment_state import (
    Application,
    ApplicationDecided,
    AssignmentOver,
    NoPlaceLeft,
    NotApproved,
    OwnAssignment,
    StretchAssignment,
    UnknownApplicant,
)
from services.goals.events.stretch_assignment import (
    ApplicantAccepted,
    ApplicantApproved,
    ApplicantDeclined,
    ApplicationEvent,
    ApplicationWithdrawn,
    Applied,
)

ASK_AGAIN_AFTER = timedelta(days=7)


def move(command: ApplicationCommand, assignment: StretchAssignment) -> Sequence[ApplicationEvent]:
    application = assignment.applications.get(command.applicant)
    if isinstance(command, Apply):
        return apply(command, application, assignment)
    if application is None:
        raise UnknownApplicant("this person has not applied", "applicant")
    match command:
        case WithdrawApplication():
            return withdraw(command, application)
        case ApproveApplicant():
            return approve(command, application)
        case DeclineApplicant():
            return decline(command, application)
        case AcceptApplicant():
            return accept(command, application, assignment)


def apply(
    command: Apply, application: Application | None, assignment: StretchAssignment
) -> Sequence[ApplicationEvent]:
    if application and (application.open or application.takes_place):
        return []
    if command.applicant == assignment.publisher:
        raise OwnAssignment("this assignment is your own")
    require_running(assignment, command.today)
    if application and application.status == "declined":
        raise ApplicationDecided("this application has been declined")
    return [
        Applied(
            assignment=command.assignment,
            applicant=command.applicant,
            note=command.note,
            applied_on=command.today,
            ask_again_on=asked_again_on(command.today, assignment),
        )
    ]


def withdraw(command: WithdrawApplication, application: Application) -> Sequence[ApplicationEvent]:
    if application.status == "withdrawn":
        return []
    if not application.open:
        raise ApplicationDecided(f"this application is {application.status}")
    return [
        ApplicationWithdrawn(
            assignment=command.assignment,
            applicant=command.applicant,
            withdrawn_on=command.today,
        )
    ]


def approve(command: ApproveApplicant, application: Application) -> Sequence[ApplicationEvent]:
    if application.status == "approved" or application.takes_place:
        return []
    if application.status != "waiting":
        raise ApplicationDecided(f"this application is {application.status}", "applicant")
    return [
        ApplicantApproved(
            assignment=command.assignment,
            applicant=command.applicant,
            approved_on=command.today,
        )
    ]


def decline(command: DeclineApplicant, application: Application) -> Sequence[ApplicationEvent]:
    if application.status == "declined":
        return []
    if not application.open:
        raise ApplicationDecided(f"this application is {application.status}", "applicant")
    return [
        ApplicantDeclined(
            assignment=command.assignment,
            applicant=command.applicant,
            declined_on=command.today,
        )
    ]


def accept(
    command: AcceptApplicant, application: Application, assignment: StretchAssignment
) -> Sequence[ApplicationEvent]:
    if application.takes_place:
        return []
    if application.status != "approved":
        raise NotApproved(f"this application is {application.status}", "applicant")
    require_running(assignment, command.today)
    if assignment.places_taken >= assignment.places:
        raise NoPlaceLeft("every place of this assignment is taken")
    return [
        ApplicantAccepted(
            assignment=command.assignment,
            applicant=command.applicant,
            accepted_on=command.today,
        )
    ]


def asked_again_on(today: date, assignment: StretchAssignment) -> date | None:
    """The day on which an approval asked for today is asked for again, while it makes sense."""
    day = today + ASK_AGAIN_AFTER
    return day if day <= assignment.ends_on else None


def require_running(assignment: StretchAssignment, today: date) -> None:
    if assignment.status == "cancelled":
        raise AssignmentOver("this assignment is cancelled")
    if today > assignment.ends_on:
        raise AssignmentOver("this assignment has ended")
