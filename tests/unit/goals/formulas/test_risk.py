"""Why a goal may not be reached: each reason at its border, and what holds for every goal."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.goals.formulas.pace import behind, elapsed
from services.goals.formulas.risk import GoalFacts, reasons

DAY0, DUE = date(2026, 1, 1), date(2026, 4, 11)
GOAL = GoalFacts(status="active", defined_on=DAY0, due=DUE)
"""100 days are given."""


def after(days: int) -> date:
    return DAY0 + timedelta(days=days)


def test_a_new_goal_is_not_at_risk() -> None:
    assert reasons(GOAL, DAY0) == ()


@pytest.mark.parametrize(("day", "found"), [(100, False), (101, True)])
def test_overdue_is_after_the_due_day(day: int, found: bool) -> None:
    goal = replace(GOAL, last_check_in_on=after(90))
    assert ("overdue" in reasons(goal, after(day))) is found


@pytest.mark.parametrize(("day", "found"), [(29, False), (30, True)])
def test_no_check_in_counts_from_the_definition_on(day: int, found: bool) -> None:
    assert ("no_check_in" in reasons(GOAL, after(day))) is found
    later = replace(GOAL, last_check_in_on=after(10))
    assert ("no_check_in" in reasons(later, after(day + 10))) is found


@pytest.mark.parametrize(("confidence", "found"), [(None, False), (1, True), (2, True), (3, False)])
def test_low_confidence_is_two_or_less(confidence: int | None, found: bool) -> None:
    assert ("low_confidence" in reasons(replace(GOAL, last_confidence=confidence), DAY0)) is found


@pytest.mark.parametrize(("day", "found"), [(18, False), (19, True)])
def test_blocked_counts_from_the_first_blocked_check_in(day: int, found: bool) -> None:
    goal = replace(GOAL, blocked_since=after(5), last_check_in_on=after(5))
    assert ("blocked" in reasons(goal, after(day))) is found


@pytest.mark.parametrize(
    ("completed", "day", "found"),
    [
        (0, 25, False),
        (0, 26, True),
        (1, 50, False),
        (1, 51, True),
        (4, 100, False),
        (3, 100, False),
    ],
)
def test_pace_allows_a_quarter_of_the_time(completed: int, day: int, found: bool) -> None:
    goal = replace(GOAL, milestones_total=4, milestones_completed=completed)
    assert ("pace" in reasons(goal, after(day))) is found


def test_a_goal_without_milestones_has_no_pace() -> None:
    assert "pace" not in reasons(GOAL, after(99))


@pytest.mark.parametrize("status", ["paused", "achieved", "abandoned"])
def test_only_an_active_goal_is_at_risk(status: str) -> None:
    assert reasons(replace(GOAL, status=status, last_confidence=1), after(200)) == ()


def test_a_goal_is_at_no_risk_before_it_was_defined() -> None:
    assert reasons(replace(GOAL, last_confidence=1), DAY0 - timedelta(days=1)) == ()


days = st.integers(0, 400).map(after)


@st.composite
def goals(draw: st.DrawFn) -> GoalFacts:
    defined_on = draw(days)
    total = draw(st.integers(0, 8))
    since = st.one_of(st.none(), days)
    return GoalFacts(
        status="active",
        defined_on=defined_on,
        due=defined_on + timedelta(days=draw(st.integers(1, 300))),
        milestones_total=total,
        milestones_completed=draw(st.integers(0, total)),
        last_check_in_on=draw(since),
        last_confidence=draw(st.one_of(st.none(), st.integers(1, 5))),
        blocked_since=draw(since),
    )


@for_all(goals(), days, st.integers(0, 200))
def test_time_alone_takes_no_reason_away(goal: GoalFacts, day: date, more: int) -> None:
    assert set(reasons(goal, day)) <= set(reasons(goal, day + timedelta(days=more)))


@for_all(goals(), days)
def test_a_completed_milestone_adds_no_reason(goal: GoalFacts, day: date) -> None:
    if goal.milestones_completed < goal.milestones_total:
        further = replace(goal, milestones_completed=goal.milestones_completed + 1)
        assert set(reasons(further, day)) <= set(reasons(goal, day))


@for_all(goals(), days)
def test_reasons_come_once_each_and_in_one_order(goal: GoalFacts, day: date) -> None:
    order = ["overdue", "no_check_in", "low_confidence", "blocked", "pace"]
    found = reasons(goal, day)
    assert list(found) == [reason for reason in order if reason in found]


@for_all(goals(), days)
def test_pace_is_the_difference_of_two_shares(goal: GoalFacts, day: date) -> None:
    used, given = elapsed(goal.defined_on, goal.due, day)
    assert 0 <= used <= given
    facts: dict[str, Any] = {"defined_on": goal.defined_on, "due": goal.due, "as_of": day}
    done, total = goal.milestones_completed, goal.milestones_total
    if total and abs(done / total - (used / given - 0.25)) > 1e-9:
        expected = done / total < used / given - 0.25
        assert behind(completed=done, total=total, **facts) is expected
