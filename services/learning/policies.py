"""Whenever there is news, then a command; and what a due day brings."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

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


class Places(NamedTuple):
    """Of somebody who has left, from ``today`` on: each enrolment with its activity."""

    today: date
    activities: Mapping[StreamId, StreamId]


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
    recorded: Recorded[PersonDeactivated] | Recorded[Enrolled], places: Places
) -> Sequence[Withdraw]:
    """Whenever somebody leaves, their places become free; one who returns enrols anew.

    Who had just enrolled when they left is met with at the enrolling. That may lie long back
    when it is read, so the day is the one on which the places were found.
    """
    day = recorded.recorded_at.date()
    if recorded.origin == "live":
        day = max(day, places.today)
    return [
        Withdraw(enrolment=enrolment, activity=activity, today=day)
        for enrolment, activity in places.activities.items()
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
