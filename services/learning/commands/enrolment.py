"""What can be asked about one person's way through one activity."""

from datetime import date

from services.learning.commands.fields import (
    ActivityId,
    Actor,
    EnrolmentId,
    ItemId,
    Prose,
    Today,
)
from shared.kernel.messages import Command


class PlanLearning(Command):
    """Notes that one means to take part; it takes no seat."""

    enrolment: EnrolmentId
    person: Actor
    activity: ActivityId
    planned_for: date | None = None
    today: Today


class DropPlan(Command):
    """Ends what is merely planned."""

    enrolment: EnrolmentId
    today: Today


class Enrol(Command):
    """In the activity, or in one of its occurrences; planned before or not.

    ``or_wait``: where every seat is taken, waits for one rather than being refused.
    """

    enrolment: EnrolmentId
    person: Actor
    activity: ActivityId
    occurrence: ItemId | None = None
    or_wait: bool = True
    today: Today


class PromoteFromWaitingList(Command):
    """Gives the seat that it was promised to one who waits; a policy's command."""

    enrolment: EnrolmentId
    activity: ActivityId
    occurrence: ItemId
    today: Today


class Start(Command):
    enrolment: EnrolmentId
    today: Today


class RecordTime(Command):
    """``minutes`` spent on ``day``, besides those recorded of it before."""

    enrolment: EnrolmentId
    day: date
    minutes: int
    today: Today


class Complete(Command):
    enrolment: EnrolmentId
    completed_on: date
    today: Today


class RecordScore(Command):
    """``score`` from 0 to 1; a later one replaces it."""

    enrolment: EnrolmentId
    score: float
    assessor: Actor
    today: Today


class RevokeCompletion(Command):
    """Takes completion and score out of the evidence, from today on."""

    enrolment: EnrolmentId
    reason: Prose
    revoked_by: Actor
    today: Today


class Withdraw(Command):
    """Gives up taking part; ``activity`` is that of the enrolment."""

    enrolment: EnrolmentId
    activity: ActivityId
    today: Today


class CancelEnrolment(Command):
    """Ends what an occurrence's cancelling has left behind; a policy's command."""

    enrolment: EnrolmentId
    today: Today


SeatCommand = Enrol | PromoteFromWaitingList | Withdraw
OwnStep = DropPlan | Start | RecordTime | Complete
EnrolmentCommand = (
    PlanLearning | SeatCommand | OwnStep | RecordScore | RevokeCompletion | CancelEnrolment
)
