"""What the rules of the activity remember of its events, and how they refuse."""

from dataclasses import field as state_field
from typing import Literal

from services.learning.events.activity import (
    ActivityEvent,
    ActivityKind,
    ActivityPublished,
    ActivityRetired,
    ActivityRevised,
    OccurrenceCancelled,
    OccurrenceEvent,
    OccurrenceScheduled,
    ParticipantEvent,
    ParticipantJoined,
    ParticipantLeft,
    SeatEvent,
    SeatFreed,
    SeatTaken,
    WaitingListJoined,
    WaitingListLeft,
)
from shared.kernel.decider import Beside
from shared.kernel.errors import DomainError
from shared.kernel.frozen_map import FrozenMap
from shared.kernel.messages import State, StreamId
from shared.kernel.replacing import replace

Standing = Literal["joined", "seated", "promised", "waiting"]


class Participant(State):
    """``joined`` without an occurrence; ``promised`` waits no longer for a seat but to be told."""

    person: StreamId
    occurrence: str | None
    standing: Standing


class Occurrence(State):
    """``taken`` seats and promised ones; ``waiting`` in their order, without the promised."""

    scheduled: OccurrenceScheduled
    cancelled: bool = False
    taken: int = 0
    waiting: tuple[StreamId, ...] = ()

    @property
    def free(self) -> int:
        return self.scheduled.seats - self.taken


class Activity(State):
    """``offer`` is what it offers now; ``enrolled`` has the enrolment of a person in something."""

    published: ActivityPublished | None = None
    offer: ActivityPublished | ActivityRevised | None = None
    kind: ActivityKind = "course"
    retired: bool = False
    occurrences: FrozenMap[str, Occurrence] = state_field(default_factory=FrozenMap)
    participants: FrozenMap[StreamId, Participant] = state_field(default_factory=FrozenMap)
    enrolled: FrozenMap[tuple[StreamId, str | None], StreamId] = state_field(
        default_factory=FrozenMap
    )


class ActivityAlreadyPublished(DomainError):
    """Rule 1: an activity is published once."""


class UnknownActivity(DomainError):
    """Rule 1: what one plans or enrols in has been published."""


class ActivityUnclear(DomainError):
    """Rule 2: up to 20 skills, each once, and 1 to 100,000 minutes."""


class UnknownAssessor(DomainError):
    """Rule 2: whoever is to assess it works here when they are named."""


class ActivityIsRetired(DomainError):
    """Rule 3: a retired activity is neither revised nor scheduled, and nobody enrols in it."""


class OccurrenceUnclear(DomainError):
    """Rule 4: an occurrence has 1 to 10,000 seats."""


class OccurrenceAlreadyScheduled(DomainError):
    """Rule 4: an occurrence is scheduled once."""


class OccurrencePast(DomainError):
    """Rule 4: the day of what is scheduled, enrolled in or cancelled has not passed."""


class UnknownOccurrence(DomainError):
    """Rule 5: what is cancelled or enrolled in has been scheduled."""


class OccurrenceIsCancelled(DomainError):
    """Rule 5: nobody enrols in what has been cancelled, and it is not scheduled again."""


class AlreadyEnrolled(DomainError):
    """Rule 6: one person has one enrolment in an activity, or in each of its occurrences."""


class NoSeatLeft(DomainError):
    """Rule 7: no more people than seats."""


class WaitingListFull(DomainError):
    """Rule 8: at most 10,000 wait for one occurrence."""


def activity_of(activity: StreamId, beside: Beside) -> Activity:
    state = beside[activity]
    if not isinstance(state, Activity):
        raise TypeError(f"the decider of {activity} is none of activities")
    return state


def offered(activity: StreamId, beside: Beside) -> ActivityPublished | ActivityRevised:
    """What it offers now; raises ``UnknownActivity`` or ``ActivityIsRetired``."""
    state = activity_of(activity, beside)
    if state.offer is None:
        raise UnknownActivity("no such activity has been published", "activity")
    require_in_use(state)
    return state.offer


def require_in_use(activity: Activity) -> None:
    if activity.retired:
        raise ActivityIsRetired("this activity is retired", "activity")


def evolve(activity: Activity, event: ActivityEvent) -> Activity:
    """The activity after ``event``; refuses nothing, for events have happened."""
    match event:
        case ActivityPublished():
            return Activity(published=event, offer=event, kind=event.kind)
        case ActivityRevised():
            return replace(activity, offer=event)
        case ActivityRetired():
            return replace(activity, retired=True)
        case OccurrenceScheduled() | OccurrenceCancelled():
            return planned(activity, event)
        case ParticipantJoined() | ParticipantLeft():
            return took_part(activity, event)
        case SeatTaken() | WaitingListJoined() | SeatFreed() | WaitingListLeft():
            return seated(activity, event)


def planned(activity: Activity, event: OccurrenceEvent) -> Activity:
    match event:
        case OccurrenceScheduled():
            return with_occurrence(activity, event.occurrence, Occurrence(scheduled=event))
        case OccurrenceCancelled():
            for enrolment in event.enrolments:
                activity = without(activity, enrolment)
            before = activity.occurrences[event.occurrence]
            after = replace(before, cancelled=True, taken=0, waiting=())
            return with_occurrence(activity, event.occurrence, after)


def took_part(activity: Activity, event: ParticipantEvent) -> Activity:
    match event:
        case ParticipantJoined():
            who = Participant(person=event.person, occurrence=None, standing="joined")
            return with_participant(activity, event.enrolment, who)
        case ParticipantLeft():
            return without(activity, event.enrolment)


def seated(activity: Activity, event: SeatEvent) -> Activity:
    occurrence = activity.occurrences[event.occurrence]
    who = Participant(person=event.person, occurrence=event.occurrence, standing="seated")
    match event:
        case SeatTaken(promoted=promoted):
            activity = with_participant(activity, event.enrolment, who)
            occurrence = replace(occurrence, taken=occurrence.taken + (not promoted))
        case WaitingListJoined():
            who = replace(who, standing="waiting")
            activity = with_participant(activity, event.enrolment, who)
            occurrence = replace(occurrence, waiting=(*occurrence.waiting, event.enrolment))
        case WaitingListLeft():
            activity = without(activity, event.enrolment)
            occurrence = no_longer_waiting(occurrence, event.enrolment)
        case SeatFreed():
            return freed(without(activity, event.enrolment), occurrence, event)
    return with_occurrence(activity, event.occurrence, occurrence)


def freed(activity: Activity, occurrence: Occurrence, event: SeatFreed) -> Activity:
    if event.next is None:
        occurrence = replace(occurrence, taken=occurrence.taken - 1)
        return with_occurrence(activity, event.occurrence, occurrence)
    promised = replace(activity.participants[event.next], standing="promised")
    activity = with_participant(activity, event.next, promised)
    occurrence = no_longer_waiting(occurrence, event.next)
    return with_occurrence(activity, event.occurrence, occurrence)


def no_longer_waiting(occurrence: Occurrence, enrolment: StreamId) -> Occurrence:
    return replace(
        occurrence, waiting=tuple(each for each in occurrence.waiting if each != enrolment)
    )


def with_occurrence(activity: Activity, key: str, occurrence: Occurrence) -> Activity:
    return replace(activity, occurrences=activity.occurrences.with_(key, occurrence))


def with_participant(activity: Activity, enrolment: StreamId, who: Participant) -> Activity:
    return replace(
        activity,
        participants=activity.participants.with_(enrolment, who),
        enrolled=activity.enrolled.with_((who.person, who.occurrence), enrolment),
    )


def without(activity: Activity, enrolment: StreamId) -> Activity:
    who = activity.participants[enrolment]
    return replace(
        activity,
        participants=activity.participants.without(enrolment),
        enrolled=activity.enrolled.without((who.person, who.occurrence)),
    )
