"""The views of career goals: given events, then rows."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.goals.events.career_goal import (
    CareerGoalDefined,
    CareerGoalEvent,
    CheckedIn,
    GoalAbandoned,
    GoalAchieved,
    GoalPaused,
    GoalResumed,
    GoalRevised,
    GoalShared,
    GoalUnshared,
    MilestoneAdded,
    MilestoneCompleted,
    MilestoneReopened,
    SkillLinked,
)
from services.goals.projections import career_goals, check_ins, linked_skills, milestones
from services.goals.projections.career_goals import CareerGoalRow
from shared.kernel.errors import ProjectionGap
from shared.kernel.messages import StreamId
from tests.unit.goals.projections.folding import rows_after

GOAL, ADA, STEP = StreamId("career_goal-1"), StreamId("person-1"), StreamId("milestone-1")
RUST, LEAD, CHIEF = StreamId("skill-1"), StreamId("role-1"), StreamId("role-2")
DAY = date(2026, 11, 23)
NEXT = DAY + timedelta(days=1)
DEFINED = CareerGoalDefined(
    goal=GOAL,
    owner=ADA,
    title="Lead",
    why="To grow",
    target_role=LEAD,
    due=date(2027, 11, 23),
    defined_on=DAY,
)
ADDED = MilestoneAdded(goal=GOAL, owner=ADA, milestone=STEP, title="Ship", added_on=DAY)
COMPLETED = MilestoneCompleted(goal=GOAL, owner=ADA, milestone=STEP, completed_on=NEXT)
REOPENED = MilestoneReopened(goal=GOAL, owner=ADA, milestone=STEP, reopened_on=NEXT)
LINKED = SkillLinked(goal=GOAL, owner=ADA, skill=RUST, level=3, linked_on=DAY)
REVISED = GoalRevised(
    goal=GOAL,
    owner=ADA,
    reason="Moved",
    title=None,
    why="To lead",
    due=date(2028, 1, 1),
    target_role=CHIEF,
    revised_on=NEXT,
)


def checked_in(number: int, *, blocked: bool, day: date = DAY) -> CheckedIn:
    return CheckedIn(
        goal=GOAL,
        owner=ADA,
        number=number,
        confidence=number,
        blocked=blocked,
        note=None,
        checked_in_on=day,
    )


def goal_after(*history: CareerGoalEvent) -> CareerGoalRow:
    return rows_after(career_goals.projection, *history)[GOAL]


def test_a_new_goal_has_no_history() -> None:
    assert goal_after(DEFINED) == CareerGoalRow(
        goal=GOAL,
        owner=ADA,
        title="Lead",
        why="To grow",
        status="active",
        target_role=LEAD,
        due=date(2027, 11, 23),
        defined_on=DAY,
        milestones_total=0,
        milestones_completed=0,
        last_check_in_on=None,
        last_confidence=None,
        blocked_since=None,
        shared_with="nobody",
        closed_on=None,
        closing_reason=None,
    )


def test_milestones_are_counted() -> None:
    other = replace(ADDED, milestone=StreamId("milestone-2"))
    row = goal_after(DEFINED, ADDED, other, COMPLETED)
    assert (row.milestones_completed, row.milestones_total) == (1, 2)
    assert goal_after(DEFINED, ADDED, COMPLETED, REOPENED).milestones_completed == 0


def test_blocked_since_the_first_blocked_check_in_until_one_that_is_not() -> None:
    first, second = checked_in(1, blocked=True), checked_in(2, blocked=True, day=NEXT)
    row = goal_after(DEFINED, first, second)
    assert (row.blocked_since, row.last_check_in_on, row.last_confidence) == (DAY, NEXT, 2)
    free = checked_in(3, blocked=False, day=NEXT)
    assert goal_after(DEFINED, first, free).blocked_since is None


def test_a_revision_changes_what_it_names() -> None:
    row = goal_after(DEFINED, ADDED, REVISED)
    assert (row.title, row.why) == ("Lead", "To lead")
    assert (row.due, row.target_role, row.milestones_total) == (date(2028, 1, 1), CHIEF, 1)


def test_pausing_sharing_and_closing() -> None:
    paused = GoalPaused(goal=GOAL, owner=ADA, paused_on=DAY)
    assert goal_after(DEFINED, paused).status == "paused"
    resumed = GoalResumed(goal=GOAL, owner=ADA, resumed_on=DAY)
    assert goal_after(DEFINED, paused, resumed).status == "active"
    shared = GoalShared(goal=GOAL, owner=ADA, shared_with="everyone", shared_on=DAY)
    assert goal_after(DEFINED, shared).shared_with == "everyone"
    unshared = GoalUnshared(goal=GOAL, owner=ADA, unshared_on=DAY)
    assert goal_after(DEFINED, shared, unshared).shared_with == "nobody"


@pytest.mark.parametrize(
    ("closing", "status"),
    [
        (GoalAchieved(goal=GOAL, owner=ADA, reason="Done", achieved_on=NEXT), "achieved"),
        (GoalAbandoned(goal=GOAL, owner=ADA, reason="Done", abandoned_on=NEXT), "abandoned"),
    ],
)
def test_closing_is_dated_and_says_why(closing: CareerGoalEvent, status: str) -> None:
    row = goal_after(DEFINED, LINKED, closing)
    assert (row.status, row.closed_on, row.closing_reason) == (status, NEXT, "Done")


def test_a_row_is_opened_by_its_first_event_only() -> None:
    with pytest.raises(ProjectionGap):
        rows_after(career_goals.projection, COMPLETED)
    with pytest.raises(ProjectionGap):
        rows_after(milestones.projection, COMPLETED)


def test_a_milestone_says_when_it_was_completed() -> None:
    key = f"{GOAL}/{STEP}"
    row = rows_after(milestones.projection, ADDED, COMPLETED)[key]
    assert (row.title, row.owner, row.added_on, row.completed_on) == ("Ship", ADA, DAY, NEXT)
    assert rows_after(milestones.projection, ADDED, COMPLETED, REOPENED)[key].completed_on is None


def test_a_linked_skill_has_the_newest_level() -> None:
    rows = rows_after(linked_skills.projection, LINKED, replace(LINKED, level=5))
    assert [(row.skill, row.level) for row in rows.values()] == [(RUST, 5)]


def test_each_check_in_is_a_row() -> None:
    rows = rows_after(
        check_ins.projection, checked_in(1, blocked=True), checked_in(2, blocked=False)
    )
    assert [(row.number, row.blocked) for row in rows.values()] == [(1, True), (2, False)]
