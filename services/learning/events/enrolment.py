"""Facts about one person's way through one activity: the record of that person.

``completed_on`` and ``day`` are days of which something is said, all others those on which it was
recorded.
"""

from datetime import date
from typing import Annotated

from services.learning.events.activity import ActivityKind
from services.learning.events.skill import SkillLevel
from shared.kernel.markers import PII
from shared.kernel.messages import Event, StreamId


class LearningPlanned(Event):
    enrolment: StreamId
    person: StreamId
    activity: StreamId
    kind: ActivityKind
    minutes: int
    planned_for: date | None
    planned_on: date


class PlanDropped(Event):
    enrolment: StreamId
    person: StreamId
    activity: StreamId
    dropped_on: date


class Enrolled(Event):
    """On the terms that the activity had then; ``day`` is that of the occurrence.

    ``waiting``: for a seat. ``assessed``: completing it counts by the score that ``assessor``
    gives, else by itself.
    """

    enrolment: StreamId
    person: StreamId
    activity: StreamId
    occurrence: str | None
    day: date | None
    waiting: bool
    kind: ActivityKind
    skills: tuple[SkillLevel, ...]
    minutes: int
    assessed: bool
    assessor: StreamId | None
    enrolled_on: date


class PromotedFromWaitingList(Event):
    enrolment: StreamId
    person: StreamId
    activity: StreamId
    occurrence: str
    promoted_on: date


class Started(Event):
    enrolment: StreamId
    person: StreamId
    activity: StreamId
    started_on: date


class TimeRecorded(Event):
    """``minutes`` of ``day``, besides what was recorded of it before."""

    enrolment: StreamId
    person: StreamId
    activity: StreamId
    day: date
    minutes: int
    recorded_on: date


class Completed(Event):
    """Evidence of ``person`` in each of ``skills``, unless ``assessed``: then the score is."""

    enrolment: StreamId
    person: StreamId
    activity: StreamId
    occurrence: str | None
    kind: ActivityKind
    skills: tuple[SkillLevel, ...]
    assessed: bool
    completed_on: date
    recorded_on: date


class ScoreRecorded(Event):
    """Evidence of ``person`` in each of ``skills``; replaces an earlier score of the enrolment.

    ``number`` counts the enrolment's scores from 1. ``score`` is 0 to 1, given by ``assessor``; the
    evidence is of the day ``completed_on``.
    """

    enrolment: StreamId
    person: StreamId
    activity: StreamId
    skills: tuple[SkillLevel, ...]
    number: int
    score: float
    assessor: StreamId
    completed_on: date
    recorded_on: date


class CompletionRevoked(Event):
    """Neither completion nor score is evidence from now on, in none of ``skills``.

    ``scores`` is how many had been recorded, the last of which counted.
    """

    enrolment: StreamId
    person: StreamId
    activity: StreamId
    skills: tuple[SkillLevel, ...]
    scores: int
    reason: Annotated[str, PII("person")]
    revoked_by: StreamId
    revoked_on: date


class Withdrawn(Event):
    enrolment: StreamId
    person: StreamId
    activity: StreamId
    occurrence: str | None
    withdrawn_on: date


class EnrolmentCancelled(Event):
    """The occurrence does not take place."""

    enrolment: StreamId
    person: StreamId
    activity: StreamId
    occurrence: str
    cancelled_on: date


PlanEvent = LearningPlanned | PlanDropped
EvidenceEvent = Completed | ScoreRecorded | CompletionRevoked
EnrolmentEvent = (
    PlanEvent
    | Enrolled
    | PromotedFromWaitingList
    | Started
    | TimeRecorded
    | EvidenceEvent
    | Withdrawn
    | EnrolmentCancelled
)
