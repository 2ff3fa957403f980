"""The stretch assignment: work beyond one's job, from its publication to a validated outcome.

1. An assignment is published once.
2. It exercises at least one skill, each named once, takes 1 to 60 hours a week, has 1 to 1,000
   places and ends not before it starts nor before today.
3. Nobody applies for what they have published.
4. One applies, and is given a place, until the assignment ends or is cancelled.
5. An application goes from waiting to approved (by the applicant's manager) to accepted (by the
   publisher); it may be declined or withdrawn until there is an outcome, and one who withdrew
   may apply again.
6. A place is given to an approved applicant.
7. No more people than places.
8. Each person's outcome is recorded once, after a place was given and the assignment began.
9. An outcome is validated after it was recorded; then it is evidence, unless it is "not met".
10. Cancelling ends every open application; recorded outcomes stay and can be validated.
11. An approval that has been awaited for 7 days is asked for again, and so every 7 days until
    the assignment ends.
12. What holds already is accepted and yields no event.
"""

from collections.abc import Sequence

from services.goals.commands.stretch_assignment import (
    AcceptApplicant,
    Apply,
    ApproveApplicant,
    CancelAssignment,
    CompleteAssignment,
    DeclineApplicant,
    PublishAssignment,
    RemindApprover,
    StretchAssignmentCommand,
    ValidateOutcome,
    WithdrawApplication,
)
from services.goals.domain.stretch_assignment_applications import asked_again_on, move
from services.goals.domain.stretch_assignment_state import (
    AssignmentAlreadyPublished,
    AssignmentUnclear,
    NotTakingPart,
    OutcomeAlreadyRecorded,
    OutcomeMissing,
    StretchAssignment,
    evolve,
)
from services.goals.events.stretch_assignment import (
    ApproverReminded,
    AssignmentCancelled,
    AssignmentCompleted,
    AssignmentPublished,
    OutcomeValidated,
    SkillLevel,
    StretchAssignmentEvent,
)
from shared.kernel.decider import Decider
from shared.kernel.errors import NotFound
from shared.kernel.messages import NOBODY, StreamId

MOST_HOURS = 60
MOST_PLACES = 1_000
MOST_SKILLS = 20


def decide(
    command: StretchAssignmentCommand, assignment: StretchAssignment
) -> Sequence[StretchAssignmentEvent]:
    """Events that follow from ``command``; raises the ``DomainError`` that forbids it."""
    if isinstance(command, PublishAssignment):
        return publish(command, assignment)
    if assignment.status == "undefined":
        raise NotFound("no such assignment")
    match command:
        case (
            Apply()
            | WithdrawApplication()
            | ApproveApplicant()
            | DeclineApplicant()
            | AcceptApplicant()
        ):
            return move(command, assignment)
        case CompleteAssignment():
            return complete(command, assignment)
        case ValidateOutcome():
            return validate(command, assignment)
        case CancelAssignment():
            return cancel(command, assignment)
        case RemindApprover():
            return remind(command, assignment)


def publish(
    command: PublishAssignment, assignment: StretchAssignment
) -> Sequence[StretchAssignmentEvent]:
    if assignment.status != "undefined":
        raise AssignmentAlreadyPublished("this assignment has been published before", "assignment")
    require_clear(command)
    return [
        AssignmentPublished(
            assignment=command.assignment,
            publisher=command.publisher,
            title=command.title,
            description=command.description,
            skills=tuple(SkillLevel(skill=s.skill, level=s.level) for s in command.skills),
            hours_a_week=command.hours_a_week,
            starts_on=command.starts_on,
            ends_on=command.ends_on,
            places=command.places,
            published_on=command.today,
        )
    ]


def require_clear(command: PublishAssignment) -> None:
    named = {asked.skill for asked in command.skills}
    if not 1 <= len(named) <= MOST_SKILLS or len(named) < len(command.skills):
        raise AssignmentUnclear(f"name 1 to {MOST_SKILLS} skills, each once", "skills")
    if not 1 <= command.hours_a_week <= MOST_HOURS:
        raise AssignmentUnclear(f"1 to {MOST_HOURS} hours a week", "hours_a_week")
    if not 1 <= command.places <= MOST_PLACES:
        raise AssignmentUnclear(f"1 to {MOST_PLACES} places", "places")
    if command.ends_on < max(command.starts_on, command.today):
        raise AssignmentUnclear("it ends not before it starts nor before today", "ends_on")


def complete(
    command: CompleteAssignment, assignment: StretchAssignment
) -> Sequence[StretchAssignmentEvent]:
    application = assignment.applications.get(command.person)
    if application is None or not application.takes_place:
        raise NotTakingPart("this person was not given a place", "person")
    if application.status != "accepted":
        if application.outcome != command.outcome:
            raise OutcomeAlreadyRecorded("another outcome has been recorded", "outcome")
        return []
    if command.today < assignment.starts_on:
        raise NotTakingPart("the assignment has not begun")
    return [
        AssignmentCompleted(
            assignment=command.assignment,
            person=command.person,
            outcome=command.outcome,
            learnt=command.learnt,
            completed_by=command.completed_by,
            completed_on=command.today,
        )
    ]


def validate(
    command: ValidateOutcome, assignment: StretchAssignment
) -> Sequence[StretchAssignmentEvent]:
    application = assignment.applications.get(command.person)
    if application is None or application.status not in {"completed", "validated"}:
        raise OutcomeMissing("no outcome of this person has been recorded", "person")
    if application.status == "validated":
        return []
    return [
        OutcomeValidated(
            assignment=command.assignment,
            person=command.person,
            outcome=application.outcome,
            skills=assignment.skills,
            completed_on=application.completed_on,
            validated_on=command.today,
        )
    ]


def cancel(
    command: CancelAssignment, assignment: StretchAssignment
) -> Sequence[StretchAssignmentEvent]:
    if assignment.status == "cancelled":
        return []
    ending = (who for who, application in assignment.applications.items() if application.open)
    return [
        AssignmentCancelled(
            assignment=command.assignment,
            publisher=assignment.publisher,
            reason=command.reason,
            applicants=tuple(sorted(ending)),
            cancelled_on=command.today,
        )
    ]


def remind(
    command: RemindApprover, assignment: StretchAssignment
) -> Sequence[StretchAssignmentEvent]:
    application = assignment.applications.get(command.applicant)
    if application is None or application.status != "waiting":
        return []
    if application.ask_again_on is None or command.today < application.ask_again_on:
        return []
    return [
        ApproverReminded(
            assignment=command.assignment,
            applicant=command.applicant,
            waiting_since=application.waiting_since,
            reminded_on=command.today,
            ask_again_on=asked_again_on(command.today, assignment),
        )
    ]


def about(assignment: StretchAssignment, event: StretchAssignmentEvent) -> Sequence[StreamId]:
    """The applicant, whose record it is, then the publisher; the assignment is nobody's."""
    if isinstance(event, AssignmentPublished):
        return (NOBODY, event.publisher)
    if isinstance(event, AssignmentCancelled):
        return (NOBODY, event.publisher, *event.applicants)
    if isinstance(event, AssignmentCompleted | OutcomeValidated):
        return (event.person, assignment.publisher)
    return (event.applicant, assignment.publisher)


decider = Decider(
    category="stretch_assignment",
    decide=decide,
    evolve=evolve,
    about=about,
    initial_state=StretchAssignment(),
)
