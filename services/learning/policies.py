"""Whenever there is news, then a command; and what a due day brings."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.learning.commands.activity import FinishParticipation
from services.learning.commands.certification import ExpireCertification
from services.learning.commands.enrolment import (
    CancelEnrolment,
    PromoteFromWaitingList,
    Withdraw,
)
from services.learning.events.activity import OccurrenceCancelled, SeatFreed
from services.learning.events.enrolment import Completed, Enrolled
from services.learning.foreign_events import PersonDeactivated
from services.learning.projections.deadlines import EXPIRE_CERTIFICATION
from shared.kernel.messages import StreamId
from shared.kernel.policy import Reaction
from shared.kernel.recorded import Recorded


def promote_next(recorded: Recorded[SeatFreed]) -> Sequence[PromoteFromWaitingList]:
    """Whenever a seat is freed, whoever was promised it takes it."""
    event = recorded.event
    if event.next is None:
        return []
    return [
        PromoteFromWaitingList(
            enrolment=event.next,
            activity=event.activity,
            occurrence=event.occurrence,
            today=recorded.recorded_at.date(),
        )
    ]


def end_enrolments(recorded: Recorded[OccurrenceCancelled]) -> Sequence[CancelEnrolment]:
    """Whenever an occurrence is cancelled, so is every enrolment in it."""
    day = recorded.recorded_at.date()
    return [CancelEnrolment(enrolment=each, today=day) for each in recorded.event.enrolments]


def let_learn_again(recorded: Recorded[Completed]) -> Sequence[FinishParticipation]:
    """Whenever an activity without a date is completed, its person may enrol once more."""
    event = recorded.event
    if event.occurrence is not None:
        return []
    return [
        FinishParticipation(
            activity=event.activity,
            enrolment=event.enrolment,
            today=recorded.recorded_at.date(),
        )
    ]


def free_places(
    recorded: Recorded[PersonDeactivated] | Recorded[Enrolled],
    found: tuple[date, Mapping[StreamId, StreamId]],
) -> Sequence[Withdraw]:
    """Whenever somebody leaves, their places become free; one who returns enrols anew.

    ``found`` are those places, each enrolment with its activity, and the day on which they were
    looked for. Who had just enrolled when they left is met with at the enrolling; that may lie
    long back when it is read, so it is that day on which the places are given up.
    """
    today, places = found
    day = recorded.recorded_at.date()
    if recorded.origin == "live":
        day = max(day, today)
    return [
        Withdraw(enrolment=enrolment, activity=activity, today=day)
        for enrolment, activity in places.items()
    ]


def on_deadline(
    kind: str, stream: StreamId, _due: date, _details: Mapping[str, Any], today: date
) -> ExpireCertification:
    """The command that a due day brings; ``kind`` as ``projections/deadlines`` wrote it."""
    expected, _, term = kind.partition("/")
    if expected != EXPIRE_CERTIFICATION:
        raise ValueError(f"a deadline of an unknown kind: {expected}")
    return ExpireCertification(certification=stream, term=int(term), today=today)


REACTIONS: tuple[Reaction, ...] = (
    Reaction(name="promote_next", on=(SeatFreed,), react=promote_next),
    Reaction(name="end_enrolments", on=(OccurrenceCancelled,), react=end_enrolments),
    Reaction(name="let_learn_again", on=(Completed,), react=let_learn_again),
)
