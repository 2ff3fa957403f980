"""The enrolment: one person's way through one activity, from planning to what it proves.

1. An enrolment is of one person in one activity or in one occurrence of it.
2. Learning is planned for today or a later day, and planned again for another.
3. It ends by being completed, withdrawn, cancelled with its occurrence or, if it was only planned,
   dropped; then it stays so.
4. Who starts, completes or withdraws has enrolled; who starts or completes has a seat.
5. Time is recorded on what has been started and has not ended.
6. Time and completion are of a day from the enrolling on, not in the future, and completion not
   before the day of the occurrence.
7. A record of time has at least one minute, and no day more than 24 hours.
8. An assessed activity counts by its score, 0 to 1; the latest replaces the others.
9. What is scored or revoked has been completed; a revoked completion gets no score and is not
   made again.
10. What holds already is accepted and yields no event; completing twice is one completion. Time
    adds up each time that it is recorded.

Whether there is a seat is decided with the activity, whose rules are in ``activity``.
"""

from collections.abc import Sequence

from services.learning.commands.enrolment import (
    CancelEnrolment,
    Complete,
    DropPlan,
    Enrol,
    EnrolmentCommand,
    PlanLearning,
    PromoteFromWaitingList,
    RecordScore,
    RecordTime,
    RevokeCompletion,
    Start,
    Withdraw,
)
from services.learning.domain.activity_seats import (
    enrols_again,
    is_promised,
    standing_of,
    takes_part,
)
from services.learning.domain.activity_state import AlreadyEnrolled, activity_of, offered
from services.learning.domain.enrolment_state import (
    Enrolment,
    EnrolmentEnded,
    NotEnrolled,
    OtherEnrolment,
    PlannedInPast,
    evolve,
)
from services.learning.domain.enrolment_steps import step
from services.learning.events.enrolment import (
    CompletionRevoked,
    Enrolled,
    EnrolmentCancelled,
    EnrolmentEvent,
    LearningPlanned,
    PlanDropped,
    PromotedFromWaitingList,
    ScoreRecorded,
    Withdrawn,
)
from shared.kernel.decider import NOTHING, Beside, Decider
from shared.kernel.errors import NotFound
from shared.kernel.messages import StreamId


def decide(
    command: EnrolmentCommand, enrolment: Enrolment, beside: Beside = NOTHING
) -> Sequence[EnrolmentEvent]:
    """Events that follow from ``command``; raises the ``DomainError`` that forbids it."""
    if isinstance(command, PlanLearning):
        return plan(command, enrolment, beside)
    if isinstance(command, Enrol):
        return enrol(command, enrolment, beside)
    if enrolment.status == "undefined":
        raise NotFound("no such enrolment")
    match command:
        case DropPlan() | CancelEnrolment():
            return end(command, enrolment)
        case PromoteFromWaitingList():
            return promote(command, enrolment, beside)
        case Withdraw():
            return withdraw(command, enrolment, beside)
        case Start() | RecordTime() | Complete() | RecordScore() | RevokeCompletion():
            return step(command, enrolment)


def plan(command: PlanLearning, enrolment: Enrolment, beside: Beside) -> Sequence[EnrolmentEvent]:
    require_own(command, enrolment)
    if enrolment.takes_part:
        raise AlreadyEnrolled("you have enrolled in this", "enrolment")
    if enrolment.status == "planned" and enrolment.planned_for == command.planned_for:
        return []
    if command.planned_for is not None and command.planned_for < command.today:
        raise PlannedInPast("that day has passed", "planned_for")
    offer = offered(command.activity, beside)
    return [
        LearningPlanned(
            enrolment=command.enrolment,
            person=command.person,
            activity=command.activity,
            kind=activity_of(command.activity, beside).kind,
            minutes=offer.minutes,
            planned_for=command.planned_for,
            planned_on=command.today,
        )
    ]


def enrol(command: Enrol, enrolment: Enrolment, beside: Beside) -> Sequence[EnrolmentEvent]:
    if enrols_again(command, enrolment):
        return []
    require_own(command, enrolment)
    if enrolment.takes_part:
        raise OtherEnrolment("it is in another occurrence; withdraw from that first", "occurrence")
    standing = standing_of(command, beside)
    activity, offer = activity_of(command.activity, beside), offered(command.activity, beside)
    day = None
    if command.occurrence is not None:
        day = activity.occurrences[command.occurrence].scheduled.day
    return [
        Enrolled(
            enrolment=command.enrolment,
            person=command.person,
            activity=command.activity,
            occurrence=command.occurrence,
            day=day,
            waiting=standing == "waiting",
            kind=activity.kind,
            skills=offer.skills,
            minutes=offer.minutes,
            assessed=offer.assessor is not None,
            assessor=offer.assessor,
            enrolled_on=command.today,
        )
    ]


def require_own(command: PlanLearning | Enrol, enrolment: Enrolment) -> None:
    """Rules 1 and 3."""
    if enrolment.status == "undefined":
        return
    if (enrolment.person, enrolment.activity) != (command.person, command.activity):
        raise OtherEnrolment("this enrolment is in something else", "activity")
    if enrolment.ended:
        raise EnrolmentEnded(f"this enrolment is {enrolment.status}", "enrolment")


def promote(
    command: PromoteFromWaitingList, enrolment: Enrolment, beside: Beside
) -> Sequence[EnrolmentEvent]:
    if not is_promised(command, beside):
        return []
    return [
        PromotedFromWaitingList(
            enrolment=command.enrolment,
            person=enrolment.person,
            activity=command.activity,
            occurrence=command.occurrence,
            promoted_on=command.today,
        )
    ]


def withdraw(command: Withdraw, enrolment: Enrolment, beside: Beside) -> Sequence[EnrolmentEvent]:
    if enrolment.activity != command.activity:
        raise NotFound("this enrolment is in another activity")
    if enrolment.status == "withdrawn":
        return []
    if enrolment.ended:
        raise EnrolmentEnded(f"this enrolment is {enrolment.status}")
    who = takes_part(command, beside)
    if who is None:
        raise NotEnrolled("this is only planned: drop the plan")
    return [
        Withdrawn(
            enrolment=command.enrolment,
            person=enrolment.person,
            activity=enrolment.activity,
            occurrence=who.occurrence,
            withdrawn_on=command.today,
        )
    ]


def end(command: DropPlan | CancelEnrolment, enrolment: Enrolment) -> Sequence[EnrolmentEvent]:
    match command:
        case DropPlan():
            return drop(command, enrolment)
        case CancelEnrolment():
            return cancel(command, enrolment)


def drop(command: DropPlan, enrolment: Enrolment) -> Sequence[EnrolmentEvent]:
    if enrolment.status == "dropped":
        return []
    if enrolment.ended:
        raise EnrolmentEnded(f"this enrolment is {enrolment.status}")
    if enrolment.takes_part:
        raise AlreadyEnrolled("this is more than a plan: withdraw from it")
    return [
        PlanDropped(
            enrolment=command.enrolment,
            person=enrolment.person,
            activity=enrolment.activity,
            dropped_on=command.today,
        )
    ]


def cancel(command: CancelEnrolment, enrolment: Enrolment) -> Sequence[EnrolmentEvent]:
    occurrence = enrolment.terms.occurrence if enrolment.terms else None
    if occurrence is None or not enrolment.takes_part:
        return []
    return [
        EnrolmentCancelled(
            enrolment=command.enrolment,
            person=enrolment.person,
            activity=enrolment.activity,
            occurrence=occurrence,
            cancelled_on=command.today,
        )
    ]


def about(enrolment: Enrolment, event: EnrolmentEvent) -> Sequence[StreamId]:
    """The person whose enrolment it is, then whoever judges it."""
    judge = None
    if isinstance(event, Enrolled | ScoreRecorded):
        judge = event.assessor
    elif isinstance(event, CompletionRevoked):
        judge = event.revoked_by
    return (enrolment.person,) if judge in {None, enrolment.person} else (enrolment.person, judge)


decider: Decider[EnrolmentCommand, Enrolment, EnrolmentEvent] = Decider(
    category="enrolment", decide=decide, evolve=evolve, about=about, initial_state=Enrolment()
)
