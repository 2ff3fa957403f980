"""What the rules of the enrolment remember of its events, and how they refuse."""

from dataclasses import field as state_field
from datetime import date
from typing import Literal

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
from shared.kernel.decider import Beside
from shared.kernel.errors import DomainError
from shared.kernel.frozen_map import FrozenMap
from shared.kernel.messages import State, StreamId
from shared.kernel.replacing import replace

EnrolmentStatus = Literal[
    "undefined",
    "planned",
    "waiting",
    "enrolled",
    "started",
    "completed",
    "withdrawn",
    "cancelled",
    "dropped",
]


class Enrolment(State):
    """``terms`` are those of the enrolling; ``minutes`` are those spent on each day."""

    status: EnrolmentStatus = "undefined"
    person: StreamId = StreamId("")
    activity: StreamId = StreamId("")
    planned_for: date | None = None
    terms: Enrolled | None = None
    minutes: FrozenMap[date, int] = state_field(default_factory=FrozenMap)
    completed_on: date | None = None
    score: float | None = None
    scores: int = 0
    scored_by: StreamId | None = None
    revoked: bool = False

    @property
    def takes_part(self) -> bool:
        """Whether it has a seat, or waits for one, and can still lead to completion."""
        return self.status in {"waiting", "enrolled", "started"}

    @property
    def ended(self) -> bool:
        return self.status in {"completed", "withdrawn", "cancelled", "dropped"}


class OtherEnrolment(DomainError):
    """Rule 1: an enrolment is of one person in one activity or in one occurrence of it."""


class PlannedInPast(DomainError):
    """Rule 2: what is planned for a day lies not in the past."""


class EnrolmentEnded(DomainError):
    """Rule 3: what was completed, withdrawn, cancelled or dropped stays so."""


class NotEnrolled(DomainError):
    """Rule 4: who starts, completes or withdraws has enrolled."""


class StillWaiting(DomainError):
    """Rule 4: who starts or completes has a seat."""


class NotStarted(DomainError):
    """Rule 5: time is recorded on what has been started."""


class NotWhileEnrolled(DomainError):
    """Rule 6: what is recorded happened from the day of enrolling on, and not in the future."""


class NotYetHeld(DomainError):
    """Rule 6: nobody completes an occurrence before its day."""


class DayTooLong(DomainError):
    """Rule 7: a record has at least one minute, and no day more than 24 hours."""


class NotAssessed(DomainError):
    """Rule 8: a score is of an assessed activity."""


class ScoreOutOfRange(DomainError):
    """Rule 8: a score lies between 0 and 1."""


class NotCompleted(DomainError):
    """Rule 9: what is scored or revoked has been completed."""


class CompletionIsRevoked(DomainError):
    """Rule 9: a revoked completion gets no score and is not made again."""


def enrolment_of(enrolment: StreamId, beside: Beside) -> Enrolment:
    state = beside[enrolment]
    if not isinstance(state, Enrolment):
        raise TypeError(f"the decider of {enrolment} is none of enrolments")
    return state


def evolve(enrolment: Enrolment, event: EnrolmentEvent) -> Enrolment:
    """The enrolment after ``event``; refuses nothing, for events have happened."""
    match event:
        case LearningPlanned():
            return Enrolment(
                status="planned",
                person=event.person,
                activity=event.activity,
                planned_for=event.planned_for,
            )
        case Enrolled():
            return Enrolment(
                status="waiting" if event.waiting else "enrolled",
                person=event.person,
                activity=event.activity,
                terms=event,
            )
        case TimeRecorded(day=day, minutes=more):
            spent = enrolment.minutes.get(day, 0) + more
            return replace(enrolment, minutes=enrolment.minutes.with_(day, spent))
        case Completed() | ScoreRecorded() | CompletionRevoked():
            return judged(enrolment, event)
        case PromotedFromWaitingList() | Started():
            status: EnrolmentStatus = "started" if isinstance(event, Started) else "enrolled"
            return replace(enrolment, status=status)
        case Withdrawn() | EnrolmentCancelled() | PlanDropped():
            return ended(enrolment, event)


def judged(enrolment: Enrolment, event: EvidenceEvent) -> Enrolment:
    match event:
        case Completed(completed_on=day):
            return replace(enrolment, status="completed", completed_on=day)
        case ScoreRecorded(score=score, number=number, assessor=assessor):
            return replace(enrolment, score=score, scores=number, scored_by=assessor)
        case CompletionRevoked():
            return replace(enrolment, revoked=True)


def ended(enrolment: Enrolment, event: Withdrawn | EnrolmentCancelled | PlanDropped) -> Enrolment:
    match event:
        case Withdrawn():
            return replace(enrolment, status="withdrawn")
        case EnrolmentCancelled():
            return replace(enrolment, status="cancelled")
        case PlanDropped():
            return replace(enrolment, status="dropped")
