"""Who takes part in an activity, who waits and who is next; the rules are numbered in ``activity``.

A command on a seat is decided on two streams, the activity's and the enrolment's. Both ask the
functions here of both states, so that they agree.
"""

from collections.abc import Sequence
from datetime import date

from services.learning.commands.activity import FinishParticipation
from services.learning.commands.enrolment import (
    Enrol,
    PromoteFromWaitingList,
    SeatCommand,
    Withdraw,
)
from services.learning.domain.activity_occurrences import ahead
from services.learning.domain.activity_state import (
    Activity,
    AlreadyEnrolled,
    NoSeatLeft,
    Occurrence,
    OccurrenceIsCancelled,
    Participant,
    Standing,
    WaitingListFull,
    activity_of,
    offered,
)
from services.learning.domain.enrolment_state import Enrolment, enrolment_of
from services.learning.events.activity import (
    ActivityEvent,
    ParticipantJoined,
    ParticipantLeft,
    SeatFreed,
    SeatTaken,
    WaitingListJoined,
    WaitingListLeft,
)
from shared.kernel.decider import Beside
from shared.kernel.messages import StreamId

MOST_WAITING = 10_000


def take_part(
    command: SeatCommand | FinishParticipation, activity: Activity, beside: Beside
) -> Sequence[ActivityEvent]:
    match command:
        case Enrol():
            return enrol(command, beside)
        case PromoteFromWaitingList():
            return promote(command, beside)
        case Withdraw():
            return withdraw(command, activity, beside)
        case FinishParticipation():
            return finish(command, activity)


def enrols_again(command: Enrol, enrolment: Enrolment) -> bool:
    """Whether this very enrolling has been recorded."""
    terms = enrolment.terms
    return (
        terms is not None
        and enrolment.status not in {"withdrawn", "cancelled"}
        and (terms.person, terms.activity, terms.occurrence)
        == (command.person, command.activity, command.occurrence)
    )


def standing_of(command: Enrol, beside: Beside) -> Standing:
    """How one who enrols would stand; raises what rules 3 and 5 to 8 refuse."""
    offered(command.activity, beside)
    activity = activity_of(command.activity, beside)
    found = None
    if command.occurrence is not None:
        found = ahead(activity, command.occurrence, command.today)
    if (command.person, command.occurrence) in activity.enrolled:
        raise AlreadyEnrolled("you have enrolled in this", "activity")
    if found is None:
        return "joined"
    if found.free > 0:
        return "seated"
    if not command.or_wait:
        raise NoSeatLeft("every seat is taken", "occurrence")
    if len(found.waiting) >= MOST_WAITING:
        raise WaitingListFull("too many people wait for a seat", "occurrence")
    return "waiting"


def enrol(command: Enrol, beside: Beside) -> Sequence[ActivityEvent]:
    if enrols_again(command, enrolment_of(command.enrolment, beside)):
        return []
    standing = standing_of(command, beside)
    if command.occurrence is None:
        return [
            ParticipantJoined(
                activity=command.activity,
                enrolment=command.enrolment,
                person=command.person,
                joined_on=command.today,
            )
        ]
    if standing == "waiting":
        return [
            WaitingListJoined(
                activity=command.activity,
                occurrence=command.occurrence,
                enrolment=command.enrolment,
                person=command.person,
                joined_on=command.today,
            )
        ]
    return [taken(command, command.occurrence, command.person, promoted=False)]


def taken(
    command: Enrol | PromoteFromWaitingList, occurrence: str, person: StreamId, *, promoted: bool
) -> SeatTaken:
    return SeatTaken(
        activity=command.activity,
        occurrence=occurrence,
        enrolment=command.enrolment,
        person=person,
        promoted=promoted,
        taken_on=command.today,
    )


def is_promised(command: PromoteFromWaitingList, beside: Beside) -> bool:
    """Whether the seat is still kept for who was promised it."""
    who = activity_of(command.activity, beside).participants.get(command.enrolment)
    return who is not None and (who.standing, who.occurrence) == ("promised", command.occurrence)


def promote(command: PromoteFromWaitingList, beside: Beside) -> Sequence[ActivityEvent]:
    if not is_promised(command, beside):
        return []
    person = enrolment_of(command.enrolment, beside).person
    return [taken(command, command.occurrence, person, promoted=True)]


def takes_part(command: Withdraw, beside: Beside) -> Participant | None:
    """Who gives up taking part; none once that was done.

    Raises ``OccurrenceIsCancelled`` if there is nothing to give up any more: that ends by itself.
    """
    if not enrolment_of(command.enrolment, beside).takes_part:
        return None
    who = activity_of(command.activity, beside).participants.get(command.enrolment)
    if who is None:
        raise OccurrenceIsCancelled("this occurrence is cancelled")
    return who


def withdraw(command: Withdraw, activity: Activity, beside: Beside) -> Sequence[ActivityEvent]:
    who = takes_part(command, beside)
    if who is None:
        return []
    if who.occurrence is None:
        return [left(command, who, completed=False)]
    if who.standing == "waiting":
        return [
            WaitingListLeft(
                activity=command.activity,
                occurrence=who.occurrence,
                enrolment=command.enrolment,
                person=who.person,
                left_on=command.today,
            )
        ]
    following = next_of(activity.occurrences[who.occurrence], command.today)
    return [
        SeatFreed(
            activity=command.activity,
            occurrence=who.occurrence,
            enrolment=command.enrolment,
            person=who.person,
            next=following,
            next_person=activity.participants[following].person if following else None,
            freed_on=command.today,
        )
    ]


def next_of(occurrence: Occurrence, today: date) -> StreamId | None:
    """Rule 9: who has waited longest, until the day has passed."""
    if not occurrence.waiting or occurrence.scheduled.day < today:
        return None
    return occurrence.waiting[0]


def finish(command: FinishParticipation, activity: Activity) -> Sequence[ActivityEvent]:
    who = activity.participants.get(command.enrolment)
    if who is None or who.occurrence is not None:
        return []
    return [left(command, who, completed=True)]


def left(
    command: Withdraw | FinishParticipation, who: Participant, *, completed: bool
) -> ParticipantLeft:
    return ParticipantLeft(
        activity=command.activity,
        enrolment=command.enrolment,
        person=who.person,
        completed=completed,
        left_on=command.today,
    )
