"""Events as services record them, with what a test of the ledger leaves open filled in."""

from datetime import date
from typing import Literal

from services.learning.events.assessment import (
    SkillSelfAssessed,
    TestResultRecorded,
    TestResultRevoked,
)
from services.learning.events.certification import (
    CertificationConfirmed,
    CertificationRenewed,
    CertificationRevoked,
)
from services.learning.events.enrolment import Completed, CompletionRevoked, ScoreRecorded
from services.learning.events.model import KindParameters, ModelParametersSet, Parameters
from services.learning.events.skill import (
    SkillDefined,
    SkillLevel,
    SkillMerged,
    SkillRetired,
    VolatilitySet,
)
from services.learning.foreign_events import (
    CellReleased,
    MenteeAssessed,
    OutcomeValidated,
    SessionCompleted,
    SkillReviewed,
)
from services.learning.foreign_events import SkillLevel as AskedLevel
from shared.kernel.messages import StreamId

HR = StreamId("person-hr")


def skill_defined(skill: StreamId, day: date) -> SkillDefined:
    return SkillDefined(
        skill=skill,
        name=skill,
        description=None,
        kind=None,
        esco_uri=None,
        synonyms=(),
        defined_on=day,
    )


def merged(skill: StreamId, into: StreamId, day: date) -> SkillMerged:
    return SkillMerged(skill=skill, into=into, merged_on=day)


def retired(skill: StreamId, day: date) -> SkillRetired:
    return SkillRetired(skill=skill, retired_on=day)


def volatile(skill: StreamId, volatility: float, day: date) -> VolatilitySet:
    return VolatilitySet(skill=skill, volatility=volatility, set_on=day)


def parameters(
    number: int, effective_from: date, set_on: date, half_life: float
) -> ModelParametersSet:
    """Of managers' reviews alone."""
    kind = KindParameters(
        kind="manager_review", reliability=None, half_life=half_life, cap=None, uncapped=False
    )
    return ModelParametersSet(
        number=number,
        effective_from=effective_from,
        parameters=Parameters(enough=None, kinds=(kind,)),
        set_by=HR,
        set_on=set_on,
    )


def reviewed(
    person: StreamId, skill: StreamId, level: int, day: date, manager: str = "m", item: str = ""
) -> SkillReviewed:
    return SkillReviewed(
        item=item or f"review-{person}-{skill}-{manager}-{day}",
        person=person,
        skill=skill,
        level=level,
        manager=StreamId(f"person-{manager}"),
        reviewed_on=day,
    )


def mentored(person: StreamId, skill: StreamId, level: int, day: date) -> MenteeAssessed:
    return MenteeAssessed(
        item=f"mentored-{person}-{skill}-{day}",
        person=person,
        skill=skill,
        level=level,
        mentor=StreamId("person-mentor"),
        assessed_on=day,
    )


def cell(
    person: StreamId,
    skill: StreamId,
    mean: float,
    raters: int,
    day: date,
    group: Literal["self", "manager", "peer", "upward"] = "peer",
) -> CellReleased:
    return CellReleased(
        round=StreamId(f"review_round-{person}-{day}"),
        subject=person,
        skill=skill,
        group=group,
        mean=mean,
        raters=raters,
        released_on=day,
    )


def session(
    person: StreamId, skill: StreamId | None, goal_level: int | None, day: date, nth: int = 1
) -> SessionCompleted:
    return SessionCompleted(
        mentorship=StreamId(f"mentorship-{person}"),
        session=str(nth),
        person=person,
        skill=skill,
        goal_level=goal_level,
        completed_on=day,
        recorded_on=day,
    )


def validated(
    person: StreamId,
    *skills: tuple[StreamId, int],
    day: date,
    outcome: Literal["exceeded", "met", "partly", "not_met"] = "met",
    assignment: str = "1",
) -> OutcomeValidated:
    return OutcomeValidated(
        assignment=StreamId(f"stretch_assignment-{assignment}"),
        person=person,
        outcome=outcome,
        skills=tuple(AskedLevel(skill=skill, level=level) for skill, level in skills),
        completed_on=day,
        validated_on=day,
    )


def self_assessed(
    person: StreamId, skill: StreamId, level: int, day: date, number: int = 1
) -> SkillSelfAssessed:
    return SkillSelfAssessed(
        person=person,
        skill=skill,
        item=f"{person}/{skill}/self_assessment/{number:06}",
        level=level,
        assessed_on=day,
    )


def result(
    person: StreamId, skill: StreamId, level: int, day: date, number: str = "r", test: str = "t"
) -> TestResultRecorded:
    return TestResultRecorded(
        person=person,
        skill=skill,
        result=number,
        item=f"{person}/{skill}/test_score/{number}",
        test=test,
        level=level,
        activity=None,
        occurred_on=day,
        recorded_by=HR,
        recorded_on=day,
    )


def result_revoked(of: TestResultRecorded, day: date) -> TestResultRevoked:
    return TestResultRevoked(
        person=of.person,
        skill=of.skill,
        result=of.result,
        item=of.item,
        reason="mixed up",
        revoked_by=HR,
        revoked_on=day,
    )


def levels(*skills: tuple[StreamId, int]) -> tuple[SkillLevel, ...]:
    return tuple(SkillLevel(skill=skill, level=level) for skill, level in skills)


def certified(
    person: StreamId, *skills: tuple[StreamId, int], day: date, expires_on: date, name: str = "1"
) -> CertificationConfirmed:
    return CertificationConfirmed(
        certification=StreamId(f"certification-{name}"),
        person=person,
        item=f"certification-{name}/1",
        skills=levels(*skills),
        earned_on=day,
        expires_on=expires_on,
        confirmed_by=HR,
        confirmed_on=day,
    )


def renewed(first: CertificationConfirmed, day: date, expires_on: date) -> CertificationRenewed:
    return CertificationRenewed(
        certification=first.certification,
        person=first.person,
        item=f"{first.certification}/2",
        replaces=first.item,
        skills=first.skills,
        earned_on=day,
        expires_on=expires_on,
        confirmed_by=HR,
        confirmed_on=day,
    )


def certificate_revoked(first: CertificationConfirmed, day: date) -> CertificationRevoked:
    return CertificationRevoked(
        certification=first.certification,
        person=first.person,
        items=(first.item,),
        skills=first.skills,
        reason="forged",
        revoked_by=HR,
        revoked_on=day,
    )


def completed(
    person: StreamId, *skills: tuple[StreamId, int], day: date, assessed: bool, enrolment: str = "1"
) -> Completed:
    return Completed(
        enrolment=StreamId(f"enrolment-{enrolment}"),
        person=person,
        activity=StreamId("activity-1"),
        occurrence=None,
        kind="course",
        skills=levels(*skills),
        assessed=assessed,
        completed_on=day,
        recorded_on=day,
    )


def scored(of: Completed, number: int, score: float, day: date) -> ScoreRecorded:
    return ScoreRecorded(
        enrolment=of.enrolment,
        person=of.person,
        activity=of.activity,
        skills=of.skills,
        number=number,
        score=score,
        assessor=HR,
        completed_on=of.completed_on,
        recorded_on=day,
    )


def completion_revoked(of: Completed, scores: int, day: date) -> CompletionRevoked:
    return CompletionRevoked(
        enrolment=of.enrolment,
        person=of.person,
        activity=of.activity,
        skills=of.skills,
        scores=scores,
        reason="not there",
        revoked_by=HR,
        revoked_on=day,
    )
