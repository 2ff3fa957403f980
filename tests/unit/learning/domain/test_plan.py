"""The rules of the plan template: given events, when a command, then events."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.learning.commands.plan import (
    AssignPlan,
    CreatePlanTemplate,
    PlanCommand,
    RetirePlanTemplate,
    TemplateItem,
)
from services.learning.domain import HANDLED, activity_state, plan
from services.learning.events.activity import ActivityPublished
from services.learning.events.plan import (
    AssignedItem,
    PlanAssigned,
    PlanEvent,
    PlanItem,
    PlanTemplateCreated,
    PlanTemplateRetired,
)
from shared.kernel.errors import NotFound, SuiteError
from shared.kernel.messages import NOBODY, StreamId
from shared.testing.decider_spec import DeciderSpec

given = DeciderSpec(plan.decider).given

PLAN = StreamId("plan-1")
COURSE, SEMINAR, OLD, NOWHERE = (StreamId(f"activity-{n}") for n in range(1, 5))
ADA, BEN, BOSS = StreamId("person-1"), StreamId("person-2"), StreamId("person-9")
TODAY = date(2026, 11, 23)
START = TODAY + timedelta(days=8)
OPEN = activity_state.Activity(
    published=ActivityPublished(
        activity=COURSE,
        title="Rust",
        description="All of it",
        kind="course",
        skills=(),
        minutes=600,
        assessor=None,
        link=None,
        published_on=TODAY,
    )
)
ACTIVITIES = {
    COURSE: OPEN,
    SEMINAR: OPEN,
    OLD: replace(OPEN, retired=True),
    NOWHERE: activity_state.Activity(),
}

CREATE = CreatePlanTemplate(
    plan=PLAN,
    title="Onboarding",
    description="The first weeks",
    items=(
        TemplateItem(activity=COURSE, within_days=14),
        TemplateItem(activity=SEMINAR, within_days=60),
    ),
    today=TODAY,
)
CREATED = PlanTemplateCreated(
    plan=PLAN,
    title="Onboarding",
    description="The first weeks",
    items=(
        PlanItem(activity=COURSE, within_days=14),
        PlanItem(activity=SEMINAR, within_days=60),
    ),
    created_on=TODAY,
)
RETIRE = RetirePlanTemplate(plan=PLAN, today=TODAY)
RETIRED = PlanTemplateRetired(plan=PLAN, retired_on=TODAY)
ASSIGN = AssignPlan(plan=PLAN, people=(ADA, BEN), starts_on=START, assigned_by=BOSS, today=TODAY)
TO_ADA = PlanAssigned(
    plan=PLAN,
    person=ADA,
    assigned_by=BOSS,
    starts_on=START,
    items=(
        AssignedItem(activity=COURSE, due=START + timedelta(days=14)),
        AssignedItem(activity=SEMINAR, due=START + timedelta(days=60)),
    ),
    assigned_on=TODAY,
)
TO_BEN = replace(TO_ADA, person=BEN)


def with_items(*items: tuple[StreamId, int]) -> CreatePlanTemplate:
    return replace(
        CREATE, items=tuple(TemplateItem(activity=of, within_days=days) for of, days in items)
    )


def test_a_template_is_created_once() -> None:
    given().and_beside(ACTIVITIES).when(CREATE).then(CREATED)
    later = replace(CREATE, today=START)
    given(CREATED).and_beside(ACTIVITIES).when(later).then_nothing()
    given(CREATED, RETIRED).and_beside(ACTIVITIES).when(CREATE).then_nothing()
    other = replace(CREATE, title="Welcome")
    given(CREATED).and_beside(ACTIVITIES).when(other).then_refused(plan.PlanAlreadyCreated)


def test_a_template_has_1_to_50_activities_each_once() -> None:
    many = [StreamId(f"activity-{n}") for n in range(100, 151)]
    beside = {**ACTIVITIES, **dict.fromkeys(many, OPEN)}
    most = with_items(*((of, 7) for of in many[:50]))
    items = tuple(PlanItem(activity=of, within_days=7) for of in many[:50])
    given().and_beside(beside).when(most).then(replace(CREATED, items=items))
    for wrong in (
        with_items(),
        with_items((COURSE, 7), (COURSE, 14)),
        with_items(*((of, 7) for of in many)),
    ):
        given().and_beside(beside).when(wrong).then_refused(plan.PlanUnclear)


@pytest.mark.parametrize("days", [0, 3_651])
def test_an_item_is_due_within_1_to_3650_days(days: int) -> None:
    wrong = with_items((COURSE, days))
    given().and_beside(ACTIVITIES).when(wrong).then_refused(plan.PlanUnclear)
    for right in (1, 3_650):
        item = PlanItem(activity=COURSE, within_days=right)
        given().and_beside(ACTIVITIES).when(with_items((COURSE, right))).then(
            replace(CREATED, items=(item,))
        )


def test_an_activity_of_a_template_is_open() -> None:
    gone, none = with_items((COURSE, 7), (OLD, 7)), with_items((COURSE, 7), (NOWHERE, 7))
    given().and_beside(ACTIVITIES).when(gone).then_refused(activity_state.ActivityIsRetired)
    given().and_beside(ACTIVITIES).when(none).then_refused(activity_state.UnknownActivity)


def test_the_activities_of_a_template_are_looked_at() -> None:
    seen = HANDLED[CreatePlanTemplate].beside
    assert seen is not None
    assert [stream for stream, _ in seen(CREATE)] == [COURSE, SEMINAR]


def test_a_plan_is_assigned_to_each_with_their_days() -> None:
    given(CREATED).when(ASSIGN).then(TO_ADA, TO_BEN)


def test_whoever_has_the_plan_keeps_their_days() -> None:
    later = replace(ASSIGN, starts_on=START + timedelta(days=1))
    given(CREATED, TO_ADA).when(ASSIGN).then(TO_BEN)
    given(CREATED, TO_ADA, TO_BEN).when(later).then_nothing()


def test_somebody_named_twice_gets_the_plan_once() -> None:
    given(CREATED).when(replace(ASSIGN, people=(ADA, BEN, ADA))).then(TO_ADA, TO_BEN)


def test_a_plan_is_assigned_to_1_to_500_people_at_a_time() -> None:
    people = tuple(StreamId(f"person-{n}") for n in range(501))
    assert len(given(CREATED).when(replace(ASSIGN, people=people[:500])).events) == 500
    for wrong in ((), people):
        given(CREATED).when(replace(ASSIGN, people=wrong)).then_refused(plan.TooManyPeople)


def test_a_retired_plan_is_assigned_to_nobody_any_more() -> None:
    given(CREATED).when(RETIRE).then(RETIRED)
    given(CREATED, TO_ADA, RETIRED).when(ASSIGN).then_refused(plan.PlanIsRetired)


@pytest.mark.parametrize("days", [-31, 367])
def test_a_plan_starts_about_now(days: int) -> None:
    far = replace(ASSIGN, starts_on=TODAY + timedelta(days=days))
    given(CREATED).when(far).then_refused(plan.StartOutOfRange)


@pytest.mark.parametrize("days", [-30, 366])
def test_a_plan_may_start_up_to_a_month_ago_and_a_year_ahead(days: int) -> None:
    start = TODAY + timedelta(days=days)
    outcome = given(CREATED).when(replace(ASSIGN, starts_on=start))
    assert outcome.refusal is None
    assert [event.person for event in outcome.events if isinstance(event, PlanAssigned)] == [
        ADA,
        BEN,
    ]


def test_what_holds_already_is_accepted() -> None:
    given(CREATED, RETIRED).when(RETIRE).then_nothing()
    given(CREATED, TO_ADA, TO_BEN, RETIRED).when(ASSIGN).then_nothing()


@pytest.mark.parametrize("command", [ASSIGN, RETIRE])
def test_nothing_happens_to_a_plan_that_was_never_created(command: PlanCommand) -> None:
    with pytest.raises(NotFound):
        plan.decide(command, plan.Plan())


def test_an_assignment_is_the_record_of_whoever_it_was_made_to() -> None:
    assert plan.about(plan.Plan(), CREATED) == (NOBODY,)
    assert plan.about(plan.Plan(), RETIRED) == (NOBODY,)
    assert plan.about(plan.Plan(), TO_ADA) == (ADA, BOSS)
    assert plan.about(plan.Plan(), replace(TO_ADA, assigned_by=ADA)) == (ADA,)


any_command: st.SearchStrategy[PlanCommand] = st.one_of(
    st.sampled_from([CREATE, RETIRE]),
    st.lists(st.sampled_from([ADA, BEN, BOSS]), max_size=4).map(
        lambda people: replace(ASSIGN, people=tuple(people))
    ),
)


@for_all(st.lists(any_command, max_size=15))
def test_a_repeated_command_adds_nothing_and_nobody_gets_a_plan_twice(
    commands: list[PlanCommand],
) -> None:
    history: list[PlanEvent] = []
    for command in commands:
        try:
            history += plan.decide(command, plan.decider.fold(history), ACTIVITIES)
        except SuiteError:
            continue
        assert plan.decide(command, plan.decider.fold(history), ACTIVITIES) == []
    had = [event.person for event in history if isinstance(event, PlanAssigned)]
    assert len(had) == len(set(had))
