"""Facts about an activity that people learn by, its dated occurrences and who takes part.

What it offers speaks of no person. Seats are counted under opaque ids and are nobody's record:
whatever is a person's record stands in the stream of their enrolment.
"""

from datetime import date
from typing import Annotated, Literal

from services.learning.events.skill import SkillLevel
from shared.kernel.markers import PII
from shared.kernel.messages import Event, StreamId

ActivityKind = Literal["course", "workshop", "seminar", "conference", "programme", "certification"]


class ActivityPublished(Event):
    """``minutes`` is the time it takes; who completes it is assessed by ``assessor``, if any."""

    activity: StreamId
    title: str
    description: str
    kind: ActivityKind
    skills: tuple[SkillLevel, ...]
    minutes: int
    assessor: StreamId | None
    link: str | None
    published_on: date


class ActivityRevised(Event):
    """What it offers from now on, whole; who had enrolled keeps the terms of that day.

    ``dropped_skills`` are those that it taught until now.
    """

    activity: StreamId
    title: str
    description: str
    skills: tuple[SkillLevel, ...]
    minutes: int
    assessor: StreamId | None
    link: str | None
    dropped_skills: tuple[StreamId, ...]
    revised_on: date


class ActivityRetired(Event):
    """Nobody enrols any more; whoever takes part goes on."""

    activity: StreamId
    retired_on: date


class OccurrenceScheduled(Event):
    activity: StreamId
    occurrence: str
    day: date
    seats: int
    place: str | None
    scheduled_on: date


class OccurrenceCancelled(Event):
    """``enrolments`` are those that had a seat or waited for one."""

    activity: StreamId
    occurrence: str
    enrolments: tuple[StreamId, ...]
    reason: Annotated[str, PII("cancelled_by")]
    cancelled_by: StreamId
    cancelled_on: date


class ParticipantJoined(Event):
    """In an activity without a date, where there is always room."""

    activity: StreamId
    enrolment: StreamId
    person: StreamId
    joined_on: date


class ParticipantLeft(Event):
    """``completed``: the person has learnt, and may join once more."""

    activity: StreamId
    enrolment: StreamId
    person: StreamId
    completed: bool
    left_on: date


class SeatTaken(Event):
    """``promoted``: it had been promised the seat while it waited."""

    activity: StreamId
    occurrence: str
    enrolment: StreamId
    person: StreamId
    promoted: bool
    taken_on: date


class WaitingListJoined(Event):
    """All seats are taken or promised: it waits behind those who were there before."""

    activity: StreamId
    occurrence: str
    enrolment: StreamId
    person: StreamId
    joined_on: date


class SeatFreed(Event):
    """``enrolment`` gave up a seat that it had or had been promised; ``next`` is promised it.

    There is no ``next`` where nobody waits for a seat, or the day of the occurrence has passed.
    """

    activity: StreamId
    occurrence: str
    enrolment: StreamId
    person: StreamId
    next: StreamId | None
    next_person: StreamId | None
    freed_on: date


class WaitingListLeft(Event):
    activity: StreamId
    occurrence: str
    enrolment: StreamId
    person: StreamId
    left_on: date


OccurrenceEvent = OccurrenceScheduled | OccurrenceCancelled
SeatEvent = SeatTaken | WaitingListJoined | SeatFreed | WaitingListLeft
ParticipantEvent = ParticipantJoined | ParticipantLeft
ActivityEvent = (
    ActivityPublished
    | ActivityRevised
    | ActivityRetired
    | OccurrenceEvent
    | ParticipantEvent
    | SeatEvent
)
