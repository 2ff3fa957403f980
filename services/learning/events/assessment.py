"""Facts about one person's level in one skill, as far as they come from learning itself.

``item`` is the id of an item of evidence, ``<person>/<skill>/<kind>/<number or id>``; of two
self-assessments of the same day the newer has the larger one.
"""

from datetime import date
from typing import Annotated, Literal

from shared.kernel.markers import PII
from shared.kernel.messages import Event, StreamId

PriorKind = Literal["certification", "learning_assessed"]


class SkillSelfAssessed(Event):
    """Evidence of kind ``self_assessment``; it supersedes the one before."""

    person: StreamId
    skill: StreamId
    item: str
    level: int
    assessed_on: date


class TestResultRecorded(Event):
    """Evidence of kind ``test_score``; it supersedes an earlier result of the same ``test``.

    ``test`` is about no person and not marked. ``activity`` if its assessor recorded it.
    """

    __test__ = False  # no class of tests, to pytest

    person: StreamId
    skill: StreamId
    result: str
    item: str
    test: str
    level: int
    activity: StreamId | None
    occurred_on: date
    recorded_by: StreamId
    recorded_on: date


class TestResultRevoked(Event):
    """The ``item`` is evidence no longer."""

    __test__ = False  # no class of tests, to pytest

    person: StreamId
    skill: StreamId
    result: str
    item: str
    reason: Annotated[str, PII("person")]
    revoked_by: StreamId
    revoked_on: date


class PriorLearningSubmitted(Event):
    """``item`` is the evidence that it becomes once it is confirmed."""

    person: StreamId
    skill: StreamId
    claim: str
    item: str
    kind: PriorKind
    level: int
    score: float | None
    earned_on: date
    expires_on: date | None
    proof: Annotated[str, PII("person")]
    submitted_by: StreamId
    submitted_on: date


class PriorLearningConfirmed(Event):
    """Evidence of ``kind``; ``score`` of assessed learning, ``expires_on`` of a certificate."""

    person: StreamId
    skill: StreamId
    claim: str
    item: str
    kind: PriorKind
    level: int
    score: float | None
    occurred_on: date
    expires_on: date | None
    confirmed_by: StreamId
    recorded_on: date


class PriorLearningDeclined(Event):
    person: StreamId
    skill: StreamId
    claim: str
    item: str
    reason: Annotated[str, PII("person")]
    declined_by: StreamId
    declined_on: date


class PriorLearningRevoked(Event):
    """The ``item`` is evidence no longer."""

    person: StreamId
    skill: StreamId
    claim: str
    item: str
    reason: Annotated[str, PII("person")]
    revoked_by: StreamId
    revoked_on: date


class LevelContested(Event):
    person: StreamId
    skill: StreamId
    contest: str
    reason: Annotated[str, PII("person")]
    contested_on: date


class ContestDecided(Event):
    """``upheld``: the evidence stands as it is; else it was corrected."""

    person: StreamId
    skill: StreamId
    contest: str
    upheld: bool
    answer: Annotated[str, PII("person")]
    decided_by: StreamId
    decided_on: date


TestEvent = TestResultRecorded | TestResultRevoked
PriorLearningEvent = (
    PriorLearningSubmitted | PriorLearningConfirmed | PriorLearningDeclined | PriorLearningRevoked
)
ContestEvent = LevelContested | ContestDecided
AssessmentEvent = SkillSelfAssessed | TestEvent | PriorLearningEvent | ContestEvent
