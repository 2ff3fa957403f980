"""From an event to the items of evidence that it enters, and to those that it revokes.

An item is of one person and one skill, as recorded: where the skill has been merged since is
looked up when mastery is computed.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from services.learning.events.assessment import (
    PriorLearningConfirmed,
    PriorLearningRevoked,
    SkillSelfAssessed,
    TestResultRecorded,
    TestResultRevoked,
)
from services.learning.events.certification import (
    CertificationConfirmed,
    CertificationRenewed,
    CertificationRevoked,
    TermEvent,
)
from services.learning.events.enrolment import Completed, CompletionRevoked, ScoreRecorded
from services.learning.events.skill import SkillLevel
from services.learning.formulas.evidence_values import course_value
from services.learning.formulas.mastery import Evidence, Kind
from shared.kernel.messages import StreamId, View


class EvidenceRow(View):
    evidence_id: str
    person_id: StreamId
    skill_id: StreamId
    kind: Kind
    value: float
    raters: int
    rater_or_test: str
    occurred_on: date
    expires_on: date | None
    recorded_on: date
    revoked_on: date | None
    source: str


AssessmentItem = SkillSelfAssessed | TestResultRecorded | PriorLearningConfirmed
LearningItem = Completed | ScoreRecorded | TermEvent
OwnItem = AssessmentItem | LearningItem
Ending = (
    ScoreRecorded
    | CompletionRevoked
    | CertificationRenewed
    | CertificationRevoked
    | TestResultRevoked
    | PriorLearningRevoked
)


def item(
    *,
    evidence_id: str,
    person: StreamId,
    skill: StreamId,
    kind: Kind,
    value: float,
    occurred_on: date,
    recorded_on: date,
    raters: int = 1,
    rater_or_test: str = "",
    expires_on: date | None = None,
    source: str = "",
) -> EvidenceRow:
    """Raises ``InvalidField`` for what the model could not read."""
    Evidence(kind, value, occurred_on, raters, rater_or_test, evidence_id, expires_on)
    return EvidenceRow(
        evidence_id=evidence_id,
        person_id=person,
        skill_id=skill,
        kind=kind,
        value=float(value),
        raters=raters,
        rater_or_test=rater_or_test,
        occurred_on=occurred_on,
        expires_on=expires_on,
        recorded_on=recorded_on,
        revoked_on=None,
        source=source,
    )


def of_assessment(event: AssessmentItem) -> Sequence[EvidenceRow]:
    match event:
        case SkillSelfAssessed():
            return [self_assessed(event)]
        case TestResultRecorded():
            return [tested(event)]
        case PriorLearningConfirmed():
            return [learnt_before(event)]


def self_assessed(event: SkillSelfAssessed) -> EvidenceRow:
    return item(
        evidence_id=event.item,
        person=event.person,
        skill=event.skill,
        kind="self_assessment",
        value=event.level,
        occurred_on=event.assessed_on,
        recorded_on=event.assessed_on,
    )


def tested(event: TestResultRecorded) -> EvidenceRow:
    return item(
        evidence_id=event.item,
        person=event.person,
        skill=event.skill,
        kind="test_score",
        value=event.level,
        rater_or_test=event.test,
        occurred_on=event.occurred_on,
        recorded_on=event.recorded_on,
        source=event.activity or "",
    )


def learnt_before(event: PriorLearningConfirmed) -> EvidenceRow:
    return item(
        evidence_id=event.item,
        person=event.person,
        skill=event.skill,
        kind=event.kind,
        value=event.level if event.score is None else course_value(event.level, event.score),
        occurred_on=event.occurred_on,
        expires_on=event.expires_on,
        recorded_on=event.recorded_on,
    )


def of_learning(event: LearningItem) -> Sequence[EvidenceRow]:
    match event:
        case Completed():
            return [] if event.assessed else completed(event)
        case ScoreRecorded():
            return scored(event)
        case CertificationConfirmed() | CertificationRenewed():
            return certified(event)


def completed(event: Completed) -> Sequence[EvidenceRow]:
    return [
        item(
            evidence_id=within(event.enrolment, one),
            person=event.person,
            skill=one.skill,
            kind="learning_completed",
            value=course_value(one.level),
            occurred_on=event.completed_on,
            recorded_on=event.recorded_on,
            source=event.activity,
        )
        for one in event.skills
    ]


def scored(event: ScoreRecorded) -> Sequence[EvidenceRow]:
    return [
        item(
            evidence_id=within(score_of(event.enrolment, event.number), one),
            person=event.person,
            skill=one.skill,
            kind="learning_assessed",
            value=course_value(one.level, event.score),
            occurred_on=event.completed_on,
            recorded_on=event.recorded_on,
            source=event.activity,
        )
        for one in event.skills
    ]


def certified(event: TermEvent) -> Sequence[EvidenceRow]:
    return [
        item(
            evidence_id=within(event.item, one),
            person=event.person,
            skill=one.skill,
            kind="certification",
            value=one.level,
            occurred_on=event.earned_on,
            expires_on=event.expires_on,
            recorded_on=event.confirmed_on,
            source=event.certification,
        )
        for one in event.skills
    ]


def ended(event: Ending) -> tuple[Sequence[str], date]:
    """Items that count no longer, and from which day on; some may never have counted."""
    match event:
        case TestResultRevoked() | PriorLearningRevoked():
            return [event.item], event.revoked_on
        case CertificationRevoked():
            return each([event.items], event.skills), event.revoked_on
        case CertificationRenewed():
            return each([(event.replaces,)], event.skills), event.confirmed_on
        case ScoreRecorded():
            before = [score_of(event.enrolment, event.number - 1)] if event.number > 1 else []
            return each([before], event.skills), event.recorded_on
        case CompletionRevoked():
            last = [score_of(event.enrolment, event.scores)] if event.scores else []
            return each([(event.enrolment,), last], event.skills), event.revoked_on


def each(names: Iterable[Sequence[str]], skills: Sequence[SkillLevel]) -> Sequence[str]:
    return [within(name, one) for some in names for name in some for one in skills]


def within(name: str, one: SkillLevel) -> str:
    """The id of the item in one skill, of an event that brings several."""
    return f"{name}/{one.skill}"


def score_of(enrolment: StreamId, number: int) -> str:
    return f"{enrolment}/{number}"
