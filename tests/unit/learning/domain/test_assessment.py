"""The rules of the assessment: given events, when a command, then events."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.learning.commands.assessment import (
    AssessmentCommand,
    AssessOwnSkill,
    ConfirmPriorLearning,
    ContestLevel,
    DecideContest,
    DeclinePriorLearning,
    RecordTestResult,
    RevokePriorLearning,
    RevokeTestResult,
    SubmitPriorLearning,
)
from services.learning.domain import activity, assessment, skill
from services.learning.domain import assessment_state as rules
from services.learning.events.activity import ActivityPublished
from services.learning.events.assessment import (
    AssessmentEvent,
    ContestDecided,
    LevelContested,
    PriorLearningConfirmed,
    PriorLearningDeclined,
    PriorLearningRevoked,
    PriorLearningSubmitted,
    SkillSelfAssessed,
    TestResultRecorded,
    TestResultRevoked,
)
from services.learning.events.skill import SkillDefined, SkillLevel, SkillMerged, SkillRetired
from shared.kernel.errors import NotFound, SuiteError
from shared.kernel.messages import State, StreamId
from shared.testing.decider_spec import DeciderSpec, Given

ADA, BOSS, EXAMINER = StreamId("person-1"), StreamId("person-2"), StreamId("person-3")
RUST, COURSE = StreamId("skill-1"), StreamId("activity-1")
TODAY, EARLIER = date(2026, 11, 23), date(2026, 11, 2)
TOMORROW = TODAY + timedelta(days=1)

IN_USE = skill.evolve(
    skill.Skill(),
    SkillDefined(
        skill=RUST, name="Rust", description=None, kind=None, esco_uri=None, synonyms=(),
        defined_on=EARLIER,
    ),
)  # fmt: skip
RETIRED = skill.evolve(IN_USE, SkillRetired(skill=RUST, retired_on=TODAY))
MERGED = skill.evolve(IN_USE, SkillMerged(skill=RUST, into=StreamId("skill-2"), merged_on=TODAY))
TAUGHT = activity.decider.fold(
    [
        ActivityPublished(
            activity=COURSE,
            title="Rust",
            description="All of it",
            kind="course",
            skills=(SkillLevel(skill=RUST, level=4),),
            minutes=60,
            assessor=EXAMINER,
            link=None,
            published_on=EARLIER,
        )
    ]
)


def given(
    *history: AssessmentEvent, **others: State
) -> Given[AssessmentCommand, rules.Assessment, AssessmentEvent]:
    """Of Ada's level in Rust, a skill in use; ``taught`` is the course."""
    beside = {RUST: others.get("rust", IN_USE), COURSE: others.get("taught", TAUGHT)}
    return DeciderSpec(assessment.decider).given(*history).and_beside(beside)


ASSESS = AssessOwnSkill(person=ADA, skill=RUST, level=4, today=TODAY)
ASSESSED = SkillSelfAssessed(
    person=ADA,
    skill=RUST,
    item=f"{ADA}/{RUST}/self_assessment/000001",
    level=4,
    assessed_on=TODAY,
)
RECORD = RecordTestResult(
    person=ADA,
    skill=RUST,
    result="r1",
    test="rust-advanced",
    level=4,
    taken_on=EARLIER,
    recorded_by=BOSS,
    today=TODAY,
)
RECORDED = TestResultRecorded(
    person=ADA,
    skill=RUST,
    result="r1",
    item=f"{ADA}/{RUST}/test_score/r1",
    test="rust-advanced",
    level=4,
    activity=None,
    occurred_on=EARLIER,
    recorded_by=BOSS,
    recorded_on=TODAY,
)
REVOKE = RevokeTestResult(
    person=ADA, skill=RUST, result="r1", reason="Cheated", revoked_by=BOSS, today=TODAY
)
REVOKED = TestResultRevoked(
    person=ADA,
    skill=RUST,
    result="r1",
    item=RECORDED.item,
    reason="Cheated",
    revoked_by=BOSS,
    revoked_on=TODAY,
)
SUBMIT = SubmitPriorLearning(
    person=ADA,
    skill=RUST,
    claim="c1",
    kind="learning_assessed",
    level=3,
    score=0.8,
    earned_on=EARLIER,
    proof="A letter",
    submitted_by=ADA,
    today=TODAY,
)
SUBMITTED = PriorLearningSubmitted(
    person=ADA,
    skill=RUST,
    claim="c1",
    item=f"{ADA}/{RUST}/prior_learning/c1",
    kind="learning_assessed",
    level=3,
    score=0.8,
    earned_on=EARLIER,
    expires_on=None,
    proof="A letter",
    submitted_by=ADA,
    submitted_on=TODAY,
)
CONFIRM = ConfirmPriorLearning(person=ADA, skill=RUST, claim="c1", confirmed_by=BOSS, today=TODAY)
CONFIRMED = PriorLearningConfirmed(
    person=ADA,
    skill=RUST,
    claim="c1",
    item=SUBMITTED.item,
    kind="learning_assessed",
    level=3,
    score=0.8,
    occurred_on=EARLIER,
    expires_on=None,
    confirmed_by=BOSS,
    recorded_on=TODAY,
)
DECLINE = DeclinePriorLearning(
    person=ADA, skill=RUST, claim="c1", reason="No", declined_by=BOSS, today=TODAY
)
DECLINED = PriorLearningDeclined(
    person=ADA,
    skill=RUST,
    claim="c1",
    item=SUBMITTED.item,
    reason="No",
    declined_by=BOSS,
    declined_on=TODAY,
)
UNDO = RevokePriorLearning(
    person=ADA, skill=RUST, claim="c1", reason="A forgery", revoked_by=BOSS, today=TODAY
)
UNDONE = PriorLearningRevoked(
    person=ADA,
    skill=RUST,
    claim="c1",
    item=SUBMITTED.item,
    reason="A forgery",
    revoked_by=BOSS,
    revoked_on=TODAY,
)
CONTEST = ContestLevel(person=ADA, skill=RUST, contest="k1", reason="Too low", today=TODAY)
CONTESTED = LevelContested(
    person=ADA, skill=RUST, contest="k1", reason="Too low", contested_on=TODAY
)
DECIDE = DecideContest(
    person=ADA, skill=RUST, contest="k1", upheld=True, answer="It is so", decided_by=BOSS,
    today=TODAY,
)  # fmt: skip
DECIDED = ContestDecided(
    person=ADA, skill=RUST, contest="k1", upheld=True, answer="It is so", decided_by=BOSS,
    decided_on=TODAY,
)  # fmt: skip


@pytest.mark.parametrize("command", [ASSESS, RECORD, SUBMIT])
def test_only_a_skill_that_takes_evidence_is_given_some(command: AssessmentCommand) -> None:
    given(rust=skill.Skill()).when(command).then_refused(skill.UnknownSkill)
    given(rust=RETIRED).when(command).then_refused(skill.SkillIsRetired)
    given(rust=MERGED).when(command).then_refused(skill.SkillIsMerged)


def test_prior_learning_in_a_skill_retired_since_is_not_confirmed() -> None:
    given(SUBMITTED, rust=RETIRED).when(CONFIRM).then_refused(skill.SkillIsRetired)
    given(SUBMITTED, rust=RETIRED).when(DECLINE).then(DECLINED)


def test_a_level_in_a_retired_skill_can_be_contested_and_its_evidence_revoked() -> None:
    given(rust=RETIRED).when(CONTEST).then(CONTESTED)
    given(RECORDED, rust=MERGED).when(REVOKE).then(REVOKED)
    given(rust=skill.Skill()).when(CONTEST).then_refused(skill.UnknownSkill)


def test_people_assess_themselves_as_often_as_they_like() -> None:
    given().when(ASSESS).then(ASSESSED)
    given(ASSESSED).when(ASSESS).then_nothing()
    second = replace(ASSESSED, item=f"{ADA}/{RUST}/self_assessment/000002")
    given(ASSESSED).when(replace(ASSESS, level=2)).then(replace(second, level=2))
    later = replace(ASSESS, today=TOMORROW)
    given(ASSESSED).when(later).then(replace(second, assessed_on=TOMORROW))


def test_of_two_self_assessments_of_a_day_the_newer_has_the_larger_id() -> None:
    history: list[AssessmentEvent] = []
    for number in range(12):
        level = replace(ASSESS, level=1 if number % 2 else 2)
        history += given(*history).when(level).events
    items = [event.item for event in history if isinstance(event, SkillSelfAssessed)]
    assert len(items) == 12
    assert items == sorted(items)


def test_a_test_result_is_recorded_once() -> None:
    given().when(RECORD).then(RECORDED)
    given(RECORDED).when(replace(RECORD, today=TOMORROW)).then_nothing()
    other = given(RECORDED).when(replace(RECORD, level=5))
    other.then_refused(rules.ResultAlreadyRecorded)


def test_a_test_was_taken_today_or_before() -> None:
    given().when(replace(RECORD, taken_on=TOMORROW)).then_refused(rules.AheadOfToday)


def test_the_assessor_of_an_activity_records_results_in_what_it_teaches() -> None:
    for_course = replace(RECORD, activity=COURSE)
    by_assessor = replace(for_course, recorded_by=EXAMINER)
    given().when(by_assessor).then(replace(RECORDED, activity=COURSE, recorded_by=EXAMINER))
    given().when(for_course).then_refused(rules.NotTheAssessor)
    unknown = given(taught=activity.decider.initial_state).when(by_assessor)
    unknown.then_refused(rules.NotTheAssessor)
    assert TAUGHT.offer is not None
    of_others = replace(TAUGHT, offer=replace(TAUGHT.offer, skills=()))
    given(taught=of_others).when(by_assessor).then_refused(rules.SkillNotTaught)
    above = replace(by_assessor, level=5)
    given().when(above).then_refused(rules.AboveLevelTaught)
    given().when(replace(RECORD, level=5)).then(replace(RECORDED, level=5))  # HR names none


def test_who_does_not_assess_an_activity_gets_one_answer_whatever_else_is_wrong() -> None:
    for_course = replace(RECORD, activity=COURSE)
    for wrong in (for_course, replace(for_course, level=5), replace(for_course, taken_on=TOMORROW)):
        given().when(wrong).then_refused(rules.NotTheAssessor)
        given(rust=skill.Skill()).when(wrong).then_refused(rules.NotTheAssessor)


def test_an_assessor_records_each_test_once_a_person() -> None:
    by_assessor = replace(RECORD, activity=COURSE, recorded_by=EXAMINER)
    before = replace(RECORDED, activity=COURSE, recorded_by=EXAMINER)
    again = replace(by_assessor, result="r2", level=3)
    item = f"{ADA}/{RUST}/test_score/r2"
    recorded = replace(before, result="r2", item=item, level=3)
    for name in (RECORD.test, "Rust-Advanced", " rust -advanced"):
        given(before).when(replace(again, test=name)).then_refused(rules.TestAlreadyTaken)
    given(before).when(by_assessor).then_nothing()
    given(before, REVOKED).when(again).then(recorded)
    given(before).when(replace(again, test="other")).then(replace(recorded, test="other"))
    by_hr = replace(again, activity=None, recorded_by=BOSS)
    given(before).when(by_hr).then(replace(recorded, activity=None, recorded_by=BOSS))


def test_a_recorded_result_can_be_revoked_for_good() -> None:
    given(RECORDED).when(REVOKE).then(REVOKED)
    given(RECORDED, REVOKED).when(REVOKE).then_nothing()
    given(RECORDED, REVOKED).when(RECORD).then_nothing()
    given(RECORDED).when(replace(REVOKE, result="r2")).then_refused(rules.UnknownResult)


def test_prior_learning_is_submitted_once() -> None:
    given().when(SUBMIT).then(SUBMITTED)
    given(SUBMITTED).when(replace(SUBMIT, today=TOMORROW)).then_nothing()
    other = given(SUBMITTED).when(replace(SUBMIT, level=5))
    other.then_refused(rules.PriorLearningAlreadySubmitted)


def test_a_certificate_of_before_expires_as_one_does() -> None:
    paper = replace(SUBMIT, kind="certification", score=None)
    said = replace(SUBMITTED, kind="certification", score=None)
    given().when(paper).then(replace(said, expires_on=EARLIER + timedelta(days=1095)))
    given().when(replace(paper, expires_on=TODAY)).then(replace(said, expires_on=TODAY))


@pytest.mark.parametrize(
    "unclear",
    [
        replace(SUBMIT, score=None),
        replace(SUBMIT, score=1.01),
        replace(SUBMIT, score=-0.01),
        replace(SUBMIT, score=float("nan")),
        replace(SUBMIT, expires_on=TOMORROW),
        replace(SUBMIT, kind="certification"),
        replace(SUBMIT, kind="certification", score=None, expires_on=EARLIER),
    ],
)
def test_what_is_submitted_is_clear(unclear: SubmitPriorLearning) -> None:
    given().when(unclear).then_refused(rules.PriorLearningUnclear)


def test_what_was_learnt_before_was_not_learnt_ahead() -> None:
    given().when(replace(SUBMIT, earned_on=TOMORROW)).then_refused(rules.AheadOfToday)


def test_prior_learning_counts_once_confirmed() -> None:
    given(SUBMITTED).when(CONFIRM).then(CONFIRMED)
    given(SUBMITTED, CONFIRMED).when(CONFIRM).then_nothing()
    given(SUBMITTED, CONFIRMED).when(DECLINE).then_refused(rules.PriorLearningDecided)


def test_declined_prior_learning_does_not_count() -> None:
    given(SUBMITTED).when(DECLINE).then(DECLINED)
    given(SUBMITTED, DECLINED).when(DECLINE).then_nothing()
    given(SUBMITTED, DECLINED).when(CONFIRM).then_refused(rules.PriorLearningDecided)


def test_confirmed_prior_learning_can_be_revoked_for_good() -> None:
    given(SUBMITTED, CONFIRMED).when(UNDO).then(UNDONE)
    given(SUBMITTED, CONFIRMED, UNDONE).when(UNDO).then_nothing()
    given(SUBMITTED, CONFIRMED, UNDONE).when(CONFIRM).then_refused(rules.PriorLearningDecided)
    given(SUBMITTED).when(UNDO).then_refused(rules.PriorLearningNotConfirmed)


@pytest.mark.parametrize("command", [CONFIRM, DECLINE, UNDO])
def test_what_is_decided_was_submitted(command: AssessmentCommand) -> None:
    given(ASSESSED).when(command).then_refused(rules.UnknownPriorLearning)


def test_one_contest_of_a_level_is_open_at_a_time() -> None:
    given().when(CONTEST).then(CONTESTED)
    given(CONTESTED).when(CONTEST).then_nothing()
    second = replace(CONTEST, contest="k2")
    given(CONTESTED).when(second).then_refused(rules.LevelIsContested)
    given(CONTESTED, DECIDED).when(second).then(replace(CONTESTED, contest="k2"))
    given(CONTESTED, DECIDED).when(CONTEST).then_refused(rules.LevelIsContested)


def test_a_contest_is_decided_once() -> None:
    given(CONTESTED).when(DECIDE).then(DECIDED)
    given(CONTESTED, DECIDED).when(DECIDE).then_nothing()
    other = given(CONTESTED, DECIDED).when(replace(DECIDE, upheld=False))
    other.then_refused(rules.ContestAlreadyDecided)
    given(ASSESSED).when(DECIDE).then_refused(rules.UnknownContest)


@pytest.mark.parametrize("command", [REVOKE, CONFIRM, DECLINE, UNDO, DECIDE])
def test_nothing_is_judged_where_there_is_nothing(command: AssessmentCommand) -> None:
    with pytest.raises(NotFound):
        given().when(command)


@pytest.mark.parametrize(
    ("event", "people"),
    [
        (ASSESSED, (ADA,)), (RECORDED, (ADA, BOSS)), (REVOKED, (ADA, BOSS)), (SUBMITTED, (ADA,)),
        (CONFIRMED, (ADA, BOSS)), (DECLINED, (ADA, BOSS)), (UNDONE, (ADA, BOSS)),
        (CONTESTED, (ADA,)), (DECIDED, (ADA, BOSS)),
    ],
)  # fmt: skip
def test_it_is_the_record_of_its_person(
    event: AssessmentEvent, people: tuple[StreamId, ...]
) -> None:
    assert assessment.about(assessment.decider.initial_state, event) == people


STEPS = [ASSESS, RECORD, REVOKE, SUBMIT, CONFIRM, DECLINE, UNDO, CONTEST, DECIDE]


@for_all(st.lists(st.sampled_from(STEPS), max_size=12))
def test_a_repeated_command_adds_nothing(commands: list[AssessmentCommand]) -> None:
    history: list[AssessmentEvent] = []
    for command in commands:
        try:
            history += given(*history).when(command).events
            repeated = given(*history).when(command).events
        except SuiteError:
            continue
        assert repeated == ()
