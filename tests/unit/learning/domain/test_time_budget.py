"""The rules of the time budget: given events, when a command, then events."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.learning.commands.time_budget import SetTimeBudget
from services.learning.domain import time_budget
from services.learning.events.time_budget import TimeBudgetSet
from shared.kernel.messages import StreamId
from shared.testing.decider_spec import DeciderSpec

given = DeciderSpec(time_budget.decider).given

ADA, BOSS = StreamId("person-1"), StreamId("person-2")
TODAY = date(2026, 11, 23)
GIVE = SetTimeBudget(subject=ADA, scope="person", minutes_a_week=120, set_by=BOSS, today=TODAY)
GIVEN = TimeBudgetSet(
    subject=ADA, scope="person", number=1, minutes_a_week=120, set_by=BOSS, set_on=TODAY
)


@pytest.mark.parametrize("minutes", [0, 120, 10_080])
def test_a_budget_is_set(minutes: int) -> None:
    given().when(replace(GIVE, minutes_a_week=minutes)).then(replace(GIVEN, minutes_a_week=minutes))


@pytest.mark.parametrize("minutes", [-1, 10_081])
def test_a_budget_lies_between_nothing_and_a_whole_week(minutes: int) -> None:
    given().when(replace(GIVE, minutes_a_week=minutes)).then_refused(time_budget.BudgetOutOfRange)


def test_the_versions_of_a_budget_are_counted() -> None:
    tomorrow = TODAY + timedelta(days=1)
    given(GIVEN).when(replace(GIVE, minutes_a_week=90, today=tomorrow)).then(
        replace(GIVEN, number=2, minutes_a_week=90, set_on=tomorrow)
    )


def test_a_persons_budget_and_their_teams_are_two() -> None:
    team = replace(GIVE, scope="team")
    given(GIVEN).when(team).then(replace(GIVEN, scope="team"))
    given(GIVEN, replace(GIVEN, scope="team")).when(GIVE).then_nothing()


def test_what_holds_already_is_accepted() -> None:
    given(GIVEN).when(replace(GIVE, set_by=StreamId("person-9"))).then_nothing()


def test_a_budget_is_the_record_of_its_subject() -> None:
    state = time_budget.decider.fold([GIVEN])
    assert time_budget.about(state, GIVEN) == (ADA, BOSS)
    assert time_budget.about(state, replace(GIVEN, set_by=ADA)) == (ADA,)


commands = st.builds(
    lambda scope, minutes: replace(GIVE, scope=scope, minutes_a_week=minutes),
    st.sampled_from(["person", "team"]),
    st.integers(0, 3),
)


@for_all(st.lists(commands, max_size=15))
def test_the_newest_version_is_what_was_asked_for_last(asked: list[SetTimeBudget]) -> None:
    history: list[TimeBudgetSet] = []
    for command in asked:
        history += time_budget.decide(command, time_budget.decider.fold(history))
        state = time_budget.decider.fold(history)
        assert state.newest[command.scope].minutes_a_week == command.minutes_a_week
        assert time_budget.decide(command, state) == []
    for scope in ("person", "team"):
        numbers = [event.number for event in history if event.scope == scope]
        assert numbers == list(range(1, len(numbers) + 1))
