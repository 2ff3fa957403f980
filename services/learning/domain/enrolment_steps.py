"""The steps of taking part, and what it proves; the rules are numbered in ``enrolment``."""

from collections.abc import Sequence
from datetime import date

from services.learning.commands.enrolment import (
    Complete,
    RecordScore,
    RecordTime,
    RevokeCompletion,
    Start,
)
from services.learning.domain.enrolment_state import (
    CompletionIsRevoked,
    DayTooLong,
    Enrolment,
    EnrolmentEnded,
    NotAssessed,
    NotCompleted,
    NotEnrolled,
    NotStarted,
    NotWhileEnrolled,
    NotYetHeld,
    ScoreOutOfRange,
    StillWaiting,
)
from services.learning.events.enrolment import (
    Completed,
    CompletionRevoked,
    Enrolled,
    EnrolmentEvent,
    ScoreRecorded,
    Started,
    TimeRecorded,
)

MINUTES_A_DAY = 1_440


def step(
    command: Start | RecordTime | Complete | RecordScore | RevokeCompletion, enrolment: Enrolment
) -> Sequence[EnrolmentEvent]:
    match command:
        case Start():
            return start(command, enrolment)
        case RecordTime():
            return record_time(command, enrolment)
        case Complete():
            return complete(command, enrolment)
        case RecordScore():
            return record_score(command, enrolment)
        case RevokeCompletion():
            return revoke(command, enrolment)


def start(command: Start, enrolment: Enrolment) -> Sequence[EnrolmentEvent]:
    if enrolment.status == "started":
        return []
    terms_with_seat(enrolment)
    return [
        Started(
            enrolment=command.enrolment,
            person=enrolment.person,
            activity=enrolment.activity,
            started_on=command.today,
        )
    ]


def record_time(command: RecordTime, enrolment: Enrolment) -> Sequence[EnrolmentEvent]:
    terms = terms_with_seat(enrolment)
    if enrolment.status != "started":
        raise NotStarted("this has not been started")
    require_within(terms, command.day, command.today, "day")
    spent = enrolment.minutes.get(command.day, 0)
    if not 1 <= command.minutes <= MINUTES_A_DAY - spent:
        left = MINUTES_A_DAY - spent
        raise DayTooLong(f"of this day 1 to {left} minutes are left", "minutes")
    return [
        TimeRecorded(
            enrolment=command.enrolment,
            person=enrolment.person,
            activity=enrolment.activity,
            day=command.day,
            minutes=command.minutes,
            recorded_on=command.today,
        )
    ]


def complete(command: Complete, enrolment: Enrolment) -> Sequence[EnrolmentEvent]:
    if enrolment.revoked:
        raise CompletionIsRevoked("this completion has been revoked")
    if enrolment.status == "completed":
        return []
    terms = terms_with_seat(enrolment)
    require_within(terms, command.completed_on, command.today, "completed_on")
    if terms.day is not None and command.completed_on < terms.day:
        raise NotYetHeld(f"it takes place on {terms.day}", "completed_on")
    return [
        Completed(
            enrolment=command.enrolment,
            person=enrolment.person,
            activity=enrolment.activity,
            occurrence=terms.occurrence,
            kind=terms.kind,
            skills=terms.skills,
            assessed=terms.assessed,
            completed_on=command.completed_on,
            recorded_on=command.today,
        )
    ]


def record_score(command: RecordScore, enrolment: Enrolment) -> Sequence[EnrolmentEvent]:
    if not 0 <= command.score <= 1:
        raise ScoreOutOfRange("a score lies between 0 and 1", "score")
    terms, completed_on = enrolment.terms, enrolment.completed_on
    if terms is None or completed_on is None:
        raise NotCompleted("this has not been completed")
    if not terms.assessed:
        raise NotAssessed("this activity is not assessed")
    if enrolment.revoked:
        raise CompletionIsRevoked("this completion has been revoked")
    if enrolment.score == command.score:
        return []
    return [
        ScoreRecorded(
            enrolment=command.enrolment,
            person=enrolment.person,
            activity=enrolment.activity,
            skills=terms.skills,
            number=enrolment.scores + 1,
            score=float(command.score),
            assessor=command.assessor,
            completed_on=completed_on,
            recorded_on=command.today,
        )
    ]


def revoke(command: RevokeCompletion, enrolment: Enrolment) -> Sequence[EnrolmentEvent]:
    if enrolment.revoked:
        return []
    if enrolment.terms is None or enrolment.completed_on is None:
        raise NotCompleted("this has not been completed")
    return [
        CompletionRevoked(
            enrolment=command.enrolment,
            person=enrolment.person,
            activity=enrolment.activity,
            skills=enrolment.terms.skills,
            scores=enrolment.scores,
            reason=command.reason,
            revoked_by=command.revoked_by,
            revoked_on=command.today,
        )
    ]


def terms_with_seat(enrolment: Enrolment) -> Enrolled:
    """Rules 3 and 4: the terms on which somebody takes part now."""
    if enrolment.ended:
        raise EnrolmentEnded(f"this enrolment is {enrolment.status}")
    if enrolment.terms is None:
        raise NotEnrolled("this is only planned")
    if enrolment.status == "waiting":
        raise StillWaiting("this waits for a seat")
    return enrolment.terms


def require_within(terms: Enrolled, day: date, today: date, field: str) -> None:
    """Rule 6."""
    if day > today:
        raise NotWhileEnrolled("this day lies in the future", field)
    if day < terms.enrolled_on:
        raise NotWhileEnrolled(f"the enrolment is of {terms.enrolled_on}", field)
