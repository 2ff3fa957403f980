"""What the rules of the assessment remember of its events, and how they refuse."""

from dataclasses import field as state_field
from datetime import date
from typing import Literal

from services.learning.events.assessment import (
    AssessmentEvent,
    ContestDecided,
    LevelContested,
    PriorLearningConfirmed,
    PriorLearningDeclined,
    PriorLearningEvent,
    PriorLearningRevoked,
    PriorLearningSubmitted,
    SkillSelfAssessed,
    TestResultRecorded,
    TestResultRevoked,
)
from shared.kernel.errors import DomainError
from shared.kernel.frozen_map import FrozenMap
from shared.kernel.messages import State, StreamId
from shared.kernel.replacing import replace


class Result(State):
    recorded: TestResultRecorded
    revoked: bool = False


class Claim(State):
    submitted: PriorLearningSubmitted
    status: Literal["submitted", "confirmed", "declined", "revoked"] = "submitted"


class Contest(State):
    """``upheld`` is none while it is open."""

    upheld: bool | None = None


class Assessment(State):
    """``self_assessed`` is the newest, ``number`` how many there were."""

    person: StreamId = StreamId("")
    self_assessed: tuple[int, date] | None = None
    number: int = 0
    results: FrozenMap[str, Result] = state_field(default_factory=FrozenMap)
    claims: FrozenMap[str, Claim] = state_field(default_factory=FrozenMap)
    contests: FrozenMap[str, Contest] = state_field(default_factory=FrozenMap)


class AheadOfToday(DomainError):
    """Rules 3 and 5: what is recorded was of today or of a day before."""


class NotTheAssessor(DomainError):
    """Rule 3: who records a result for an activity assesses it, and the person takes part."""


class SkillNotTaught(DomainError):
    """Rule 3: a result for an activity is of a skill that it teaches."""


class AboveLevelTaught(DomainError):
    """Rule 3: a result for an activity is at most of the level that it teaches."""


class TestAlreadyTaken(DomainError):
    """Rule 3: an assessor records each test of an activity once a person."""

    __test__ = False  # for pytest, which takes it for one of its own


class ResultAlreadyRecorded(DomainError):
    """Rule 3: a test result is recorded once."""


class UnknownResult(DomainError):
    """Rule 4: what is revoked has been recorded."""


class PriorLearningAlreadySubmitted(DomainError):
    """Rule 5: prior learning is submitted once."""


class PriorLearningUnclear(DomainError):
    """Rule 5: assessed learning has a score and no expiry, a certificate no score."""


class UnknownPriorLearning(DomainError):
    """Rule 6: what is confirmed, declined or revoked has been submitted."""


class PriorLearningDecided(DomainError):
    """Rule 6: prior learning is confirmed or declined, once."""


class PriorLearningNotConfirmed(DomainError):
    """Rule 6: only what was confirmed is revoked."""


class LevelIsContested(DomainError):
    """Rule 7: a level is contested once at a time, and each time once."""


class UnknownContest(DomainError):
    """Rule 7: what is decided has been contested."""


class ContestAlreadyDecided(DomainError):
    """Rule 7: a contest is decided once."""


def not_the_assessor() -> NotTheAssessor:
    text = "you do not assess this activity, or this person does not take part in it"
    return NotTheAssessor(text, "activity")


def evolve(assessment: Assessment, event: AssessmentEvent) -> Assessment:
    """The assessment after ``event``; refuses nothing, for events have happened."""
    before = replace(assessment, person=event.person)
    match event:
        case SkillSelfAssessed():
            rated = (event.level, event.assessed_on)
            return replace(before, self_assessed=rated, number=before.number + 1)
        case TestResultRecorded():
            results = before.results.with_(event.result, Result(recorded=event))
            return replace(before, results=results)
        case TestResultRevoked():
            revoked = replace(before.results[event.result], revoked=True)
            return replace(before, results=before.results.with_(event.result, revoked))
        case LevelContested():
            return replace(before, contests=before.contests.with_(event.contest, Contest()))
        case ContestDecided():
            decided = Contest(upheld=event.upheld)
            return replace(before, contests=before.contests.with_(event.contest, decided))
        case (
            PriorLearningSubmitted()
            | PriorLearningConfirmed()
            | PriorLearningDeclined()
            | PriorLearningRevoked()
        ):
            claims = before.claims.with_(event.claim, claim_after(before, event))
            return replace(before, claims=claims)


def claim_after(assessment: Assessment, event: PriorLearningEvent) -> Claim:
    match event:
        case PriorLearningSubmitted():
            return Claim(submitted=event)
        case PriorLearningConfirmed():
            return replace(assessment.claims[event.claim], status="confirmed")
        case PriorLearningDeclined():
            return replace(assessment.claims[event.claim], status="declined")
        case PriorLearningRevoked():
            return replace(assessment.claims[event.claim], status="revoked")
