"""The rules of the enrolment: given events, when a command, then events."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.learning.commands.enrolment import (
    CancelEnrolment,
    Complete,
    DropPlan,
    Enrol,
    EnrolmentCommand,
    PlanLearning,
    RecordScore,
    RecordTime,
    RevokeCompletion,
    Start,
    Withdraw,
)
from services.learning.domain import activity, enrolment
from services.learning.domain import enrolment_state as rules
from services.learning.domain.activity_state import (
    ActivityIsRetired,
    AlreadyEnrolled,
    UnknownActivity,
)
from services.learning.events.activity import (
    ActivityPublished,
    ActivityRetired,
    ParticipantJoined,
)
from services.learning.events.enrolment import (
    Completed,
    CompletionRevoked,
    Enrolled,
    EnrolmentCancelled,
    EnrolmentEvent,
    LearningPlanned,
    PlanDropped,
    PromotedFromWaitingList,
    ScoreRecorded,
    Started,
    TimeRecorded,
    Withdrawn,
)
from services.learning.events.skill import SkillLevel
from shared.kernel.errors import NotFound, SuiteError
from shared.kernel.messages import StreamId
from shared.testing.decider_spec import DeciderSpec, Given

MINE = StreamId("enrolment-1")
COURSE, OTHER = StreamId("activity-1"), StreamId("activity-2")
ADA, JUDGE, BOSS = (StreamId(f"person-{n}") for n in range(3))
SPRING = "00000000-0000-0000-0000-000000000001"
TODAY, DAY = date(2026, 11, 2), date(2026, 12, 7)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
LEVELS = (SkillLevel(skill=StreamId("skill-1"), level=3),)

PUBLISHED = ActivityPublished(
    activity=COURSE,
    title="Rust",
    description="All of it",
    kind="workshop",
    skills=LEVELS,
    minutes=600,
    assessor=JUDGE,
    link=None,
    published_on=YESTERDAY,
)
JOINED = ParticipantJoined(activity=COURSE, enrolment=MINE, person=ADA, joined_on=TODAY)
OFFERED = activity.decider.fold([PUBLISHED])
PLAN = PlanLearning(enrolment=MINE, person=ADA, activity=COURSE, planned_for=TOMORROW, today=TODAY)
PLANNED = LearningPlanned(
    enrolment=MINE,
    person=ADA,
    activity=COURSE,
    kind="workshop",
    minutes=600,
    planned_for=TOMORROW,
    planned_on=TODAY,
)
DROP = DropPlan(enrolment=MINE, today=TODAY)
DROPPED = PlanDropped(enrolment=MINE, person=ADA, activity=COURSE, dropped_on=TODAY)
ENROL = Enrol(enrolment=MINE, person=ADA, activity=COURSE, today=TODAY)
ENROLLED = Enrolled(
    enrolment=MINE,
    person=ADA,
    activity=COURSE,
    occurrence=None,
    day=None,
    waiting=False,
    kind="workshop",
    skills=LEVELS,
    minutes=600,
    assessed=True,
    assessor=JUDGE,
    enrolled_on=TODAY,
)
DATED = replace(ENROLLED, occurrence=SPRING, day=DAY)
WAITING = replace(DATED, waiting=True)
UNASSESSED = replace(ENROLLED, assessed=False, assessor=None)
PROMOTED = PromotedFromWaitingList(
    enrolment=MINE, person=ADA, activity=COURSE, occurrence=SPRING, promoted_on=TODAY
)
START = Start(enrolment=MINE, today=TODAY)
STARTED = Started(enrolment=MINE, person=ADA, activity=COURSE, started_on=TODAY)
RECORD = RecordTime(enrolment=MINE, day=TODAY, minutes=90, today=TODAY)
RECORDED = TimeRecorded(
    enrolment=MINE, person=ADA, activity=COURSE, day=TODAY, minutes=90, recorded_on=TODAY
)
COMPLETE = Complete(enrolment=MINE, completed_on=TODAY, today=TOMORROW)
COMPLETED = Completed(
    enrolment=MINE,
    person=ADA,
    activity=COURSE,
    occurrence=None,
    kind="workshop",
    skills=LEVELS,
    assessed=True,
    completed_on=TODAY,
    recorded_on=TOMORROW,
)
SCORE = RecordScore(enrolment=MINE, score=0.8, assessor=JUDGE, today=DAY)
SCORED = ScoreRecorded(
    enrolment=MINE,
    person=ADA,
    activity=COURSE,
    skills=LEVELS,
    number=1,
    score=0.8,
    assessor=JUDGE,
    completed_on=TODAY,
    recorded_on=DAY,
)
REVOKE = RevokeCompletion(enrolment=MINE, reason="Was absent", revoked_by=BOSS, today=DAY)
REVOKED = CompletionRevoked(
    enrolment=MINE,
    person=ADA,
    activity=COURSE,
    skills=LEVELS,
    scores=0,
    reason="Was absent",
    revoked_by=BOSS,
    revoked_on=DAY,
)
WITHDRAW = Withdraw(enrolment=MINE, activity=COURSE, today=TODAY)
WITHDRAWN = Withdrawn(
    enrolment=MINE, person=ADA, activity=COURSE, occurrence=None, withdrawn_on=TODAY
)
CANCEL = CancelEnrolment(enrolment=MINE, today=TODAY)
CANCELLED = EnrolmentCancelled(
    enrolment=MINE, person=ADA, activity=COURSE, occurrence=SPRING, cancelled_on=TODAY
)
ENDS = [[PLANNED, DROPPED], [ENROLLED, COMPLETED], [ENROLLED, WITHDRAWN], [DATED, CANCELLED]]


def given(
    *history: EnrolmentEvent,
) -> Given[EnrolmentCommand, rules.Enrolment, EnrolmentEvent]:
    """With the enrolment itself and the activity, in which it takes part, beside."""
    spec = DeciderSpec(enrolment.decider).given(*history)
    course = activity.decider.fold([PUBLISHED, JOINED]) if spec.state.takes_part else OFFERED
    return spec.and_beside({COURSE: course, MINE: spec.state})


def test_learning_is_planned_and_planned_again_for_another_day() -> None:
    given().when(PLAN).then(PLANNED)
    given(PLANNED).when(replace(PLAN, planned_for=DAY)).then(replace(PLANNED, planned_for=DAY))
    given(PLANNED).when(replace(PLAN, today=DAY)).then_nothing()
    given().when(replace(PLAN, planned_for=None)).then(replace(PLANNED, planned_for=None))
    given().when(replace(PLAN, planned_for=YESTERDAY)).then_refused(rules.PlannedInPast)


@pytest.mark.parametrize(
    ("history", "refusal"),
    [
        ([], UnknownActivity),
        ([PUBLISHED, ActivityRetired(activity=COURSE, retired_on=TODAY)], ActivityIsRetired),
    ],
)
def test_what_is_planned_is_offered(
    history: list[ActivityPublished | ActivityRetired], refusal: type[SuiteError]
) -> None:
    beside = {COURSE: activity.decider.fold(history)}
    outcome = given().and_beside(beside).when(PLAN)
    assert type(outcome.refusal) is refusal


def test_who_enrols_keeps_the_terms_of_that_day() -> None:
    given().when(ENROL).then(ENROLLED)
    given(PLANNED).when(ENROL).then(ENROLLED)
    given(ENROLLED).when(COMPLETE).then(COMPLETED)


def test_an_enrolment_is_of_one_person_in_one_activity() -> None:
    elsewhere = replace(PLAN, activity=OTHER)
    for history in ([PLANNED], [ENROLLED], [ENROLLED, WITHDRAWN]):
        given(*history).when(elsewhere).then_refused(rules.OtherEnrolment)
        given(*history).when(replace(ENROL, person=BOSS)).then_refused(rules.OtherEnrolment)
    given(ENROLLED).when(replace(ENROL, occurrence=SPRING)).then_refused(rules.OtherEnrolment)
    given(ENROLLED).when(PLAN).then_refused(AlreadyEnrolled)


def test_a_plan_is_dropped_and_more_than_a_plan_is_withdrawn_from() -> None:
    given(PLANNED).when(DROP).then(DROPPED)
    given(ENROLLED).when(DROP).then_refused(AlreadyEnrolled)
    given(PLANNED).when(WITHDRAW).then_refused(rules.NotEnrolled)


@pytest.mark.parametrize("history", [[ENROLLED], [ENROLLED, STARTED]])
def test_who_takes_part_may_withdraw(history: list[EnrolmentEvent]) -> None:
    given(*history).when(WITHDRAW).then(WITHDRAWN)


def test_one_withdraws_from_the_activity_that_one_is_in() -> None:
    state = enrolment.decider.fold([ENROLLED])
    with pytest.raises(NotFound):
        enrolment.decide(replace(WITHDRAW, activity=OTHER), state, {OTHER: OFFERED, MINE: state})


@pytest.mark.parametrize("history", ENDS)
@pytest.mark.parametrize("command", [PLAN, DROP, ENROL, START, RECORD, COMPLETE, WITHDRAW])
def test_what_has_ended_stays_so(history: list[EnrolmentEvent], command: EnrolmentCommand) -> None:
    outcome = given(*history).when(command)
    assert outcome.events == ()
    holds = {DROPPED: DROP, COMPLETED: COMPLETE, WITHDRAWN: WITHDRAW}.get(history[-1])
    again = history[-1] == COMPLETED and command == ENROL
    if command == holds or again:
        outcome.then_nothing()
    else:
        outcome.then_refused(rules.EnrolmentEnded)


@pytest.mark.parametrize("command", [START, RECORD, COMPLETE])
def test_who_starts_or_completes_has_enrolled_and_has_a_seat(command: EnrolmentCommand) -> None:
    given(PLANNED).when(command).then_refused(rules.NotEnrolled)
    given(WAITING).when(command).then_refused(rules.StillWaiting)


def test_who_was_promoted_has_a_seat() -> None:
    given(WAITING, PROMOTED).when(START).then(STARTED)


def test_time_is_recorded_on_what_has_been_started() -> None:
    given(ENROLLED).when(RECORD).then_refused(rules.NotStarted)
    given(ENROLLED, STARTED).when(RECORD).then(RECORDED)
    given(ENROLLED, STARTED, RECORDED).when(RECORD).then(RECORDED)


@pytest.mark.parametrize("day", [YESTERDAY, TOMORROW])
def test_what_is_recorded_happened_since_the_enrolling_and_not_in_the_future(day: date) -> None:
    given(ENROLLED, STARTED).when(replace(RECORD, day=day)).then_refused(rules.NotWhileEnrolled)
    given(ENROLLED).when(replace(COMPLETE, completed_on=day, today=TODAY)).then_refused(
        rules.NotWhileEnrolled
    )


def test_no_day_has_more_than_24_hours() -> None:
    started = given(ENROLLED, STARTED)
    full = replace(RECORD, minutes=1_440)
    started.when(full).then(replace(RECORDED, minutes=1_440))
    started.when(replace(RECORD, minutes=1_441)).then_refused(rules.DayTooLong)
    started.when(replace(RECORD, minutes=0)).then_refused(rules.DayTooLong)
    more = given(ENROLLED, STARTED, RECORDED)
    more.when(full).then_refused(rules.DayTooLong)
    tomorrow = replace(full, day=TOMORROW, today=TOMORROW)
    more.when(tomorrow).then(replace(RECORDED, day=TOMORROW, minutes=1_440, recorded_on=TOMORROW))


def test_an_occurrence_is_completed_on_its_day_or_later() -> None:
    given(DATED).when(COMPLETE).then_refused(rules.NotYetHeld)
    given(DATED).when(replace(COMPLETE, completed_on=DAY, today=DAY)).then(
        replace(COMPLETED, occurrence=SPRING, completed_on=DAY, recorded_on=DAY)
    )


def test_completing_twice_is_one_completion() -> None:
    again = replace(COMPLETE, completed_on=TOMORROW)
    given(ENROLLED, COMPLETED).when(again).then_nothing()


def test_the_latest_score_of_what_has_been_completed_counts() -> None:
    given(ENROLLED, COMPLETED).when(SCORE).then(SCORED)
    given(ENROLLED, COMPLETED, SCORED).when(replace(SCORE, score=0.5)).then(
        replace(SCORED, number=2, score=0.5)
    )
    given(ENROLLED, STARTED).when(SCORE).then_refused(rules.NotCompleted)
    given(UNASSESSED, replace(COMPLETED, assessed=False)).when(SCORE).then_refused(
        rules.NotAssessed
    )


@pytest.mark.parametrize("score", [-0.01, 1.01, float("nan"), float("inf")])
def test_a_score_lies_between_0_and_1(score: float) -> None:
    given(ENROLLED, COMPLETED).when(replace(SCORE, score=score)).then_refused(rules.ScoreOutOfRange)


def test_a_revoked_completion_gets_no_score_and_is_not_made_again() -> None:
    given(ENROLLED, COMPLETED).when(REVOKE).then(REVOKED)
    given(ENROLLED, COMPLETED, SCORED).when(REVOKE).then(replace(REVOKED, scores=1))
    given(ENROLLED, STARTED).when(REVOKE).then_refused(rules.NotCompleted)
    revoked = given(ENROLLED, COMPLETED, REVOKED)
    revoked.when(SCORE).then_refused(rules.CompletionIsRevoked)
    revoked.when(COMPLETE).then_refused(rules.CompletionIsRevoked)


def test_what_is_left_of_a_cancelled_occurrence_ends() -> None:
    for history in ([DATED], [WAITING], [DATED, STARTED]):
        given(*history).when(CANCEL).then(CANCELLED)
    given(ENROLLED).when(CANCEL).then_nothing()
    given(PLANNED).when(CANCEL).then_nothing()
    given(DATED, replace(COMPLETED, occurrence=SPRING)).when(CANCEL).then_nothing()


def test_what_holds_already_is_accepted() -> None:
    given(ENROLLED).when(replace(ENROL, today=DAY)).then_nothing()
    given(ENROLLED, STARTED).when(START).then_nothing()
    given(ENROLLED, COMPLETED, SCORED).when(SCORE).then_nothing()
    given(ENROLLED, COMPLETED, REVOKED).when(REVOKE).then_nothing()
    given(DATED, CANCELLED).when(CANCEL).then_nothing()


STEPS: list[EnrolmentCommand] = [
    DROP, START, RECORD, COMPLETE, SCORE, REVOKE, WITHDRAW, CANCEL,
]  # fmt: skip


@pytest.mark.parametrize("command", STEPS)
def test_nothing_happens_to_what_was_never_planned(command: EnrolmentCommand) -> None:
    state = enrolment.decider.initial_state
    with pytest.raises(NotFound):
        enrolment.decide(command, state, {COURSE: OFFERED, MINE: state})


def test_an_enrolment_is_the_record_of_its_person() -> None:
    state = enrolment.decider.fold([ENROLLED])
    assert enrolment.about(state, ENROLLED) == (ADA, JUDGE)
    assert enrolment.about(state, replace(ENROLLED, assessor=ADA)) == (ADA,)
    assert enrolment.about(state, UNASSESSED) == enrolment.about(state, STARTED) == (ADA,)
    assert enrolment.about(state, SCORED) == (ADA, JUDGE)
    assert enrolment.about(state, REVOKED) == (ADA, BOSS)


@for_all(st.lists(st.sampled_from([PLAN, ENROL, *STEPS]), max_size=30))
def test_what_has_ended_stays_so_and_a_repeated_command_adds_nothing(
    commands: list[EnrolmentCommand],
) -> None:
    history: list[EnrolmentEvent] = []
    ended = ""
    for command in commands:
        outcome = given(*history).when(command) if history or command in (PLAN, ENROL) else None
        if outcome is None or not outcome.events:
            continue
        history += outcome.events
        state = enrolment.decider.fold(history)
        assert all(minutes <= 1_440 for minutes in state.minutes.values())
        assert not ended or state.status == ended
        ended = state.status if state.ended else ""
        if not isinstance(command, RecordTime):
            given(*history).when(command).then_nothing()
