"""The view ``career_goals``: one row a goal, with the facts that its risk is computed from.

No risk is stored: it depends on the day that asks.
"""

from datetime import date
from typing import Literal, get_args

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
    GoalTurned,
    GoalUnshared,
    MilestoneAdded,
    MilestoneCompleted,
    MilestoneReopened,
    SkillLinked,
)
from services.goals.projections.opened import opened
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection
from shared.kernel.replacing import replace


class CareerGoalRow(View):
    """``blocked_since`` is the first blocked check-in since the last that was not."""

    goal: StreamId
    owner: StreamId
    title: str
    why: str
    status: Literal["active", "paused", "achieved", "abandoned"]
    target_role: StreamId | None
    due: date
    defined_on: date
    milestones_total: int
    milestones_completed: int
    last_check_in_on: date | None
    last_confidence: int | None
    blocked_since: date | None
    shared_with: Literal["nobody", "mentors", "everyone"]
    closed_on: date | None
    closing_reason: str | None


def keys(event: CareerGoalEvent) -> tuple[str]:
    return (event.goal,)


def evolve(_key: str, row: CareerGoalRow | None, event: CareerGoalEvent) -> CareerGoalRow:
    if isinstance(event, CareerGoalDefined):
        return defined(event)
    goal = opened(row, event)
    match event:
        case MilestoneAdded() | MilestoneCompleted() | MilestoneReopened():
            return counted(goal, event)
        case CheckedIn():
            return checked_in(goal, event)
        case GoalRevised():
            return revised(goal, event)
        case GoalPaused() | GoalResumed() | GoalAchieved() | GoalAbandoned():
            return turned(goal, event)
        case GoalShared() | GoalUnshared():
            shown = event.shared_with if isinstance(event, GoalShared) else "nobody"
            return replace(goal, shared_with=shown)
        case SkillLinked():
            return goal


def defined(event: CareerGoalDefined) -> CareerGoalRow:
    return CareerGoalRow(
        goal=event.goal,
        owner=event.owner,
        title=event.title,
        why=event.why,
        status="active",
        target_role=event.target_role,
        due=event.due,
        defined_on=event.defined_on,
        milestones_total=0,
        milestones_completed=0,
        last_check_in_on=None,
        last_confidence=None,
        blocked_since=None,
        shared_with="nobody",
        closed_on=None,
        closing_reason=None,
    )


def counted(
    goal: CareerGoalRow, event: MilestoneAdded | MilestoneCompleted | MilestoneReopened
) -> CareerGoalRow:
    match event:
        case MilestoneAdded():
            return replace(goal, milestones_total=goal.milestones_total + 1)
        case MilestoneCompleted():
            return replace(goal, milestones_completed=goal.milestones_completed + 1)
        case MilestoneReopened():
            return replace(goal, milestones_completed=goal.milestones_completed - 1)


def checked_in(goal: CareerGoalRow, event: CheckedIn) -> CareerGoalRow:
    return replace(
        goal,
        last_check_in_on=event.checked_in_on,
        last_confidence=event.confidence,
        blocked_since=(goal.blocked_since or event.checked_in_on) if event.blocked else None,
    )


def revised(goal: CareerGoalRow, event: GoalRevised) -> CareerGoalRow:
    return replace(
        goal,
        title=goal.title if event.title is None else event.title,
        why=goal.why if event.why is None else event.why,
        due=event.due,
        target_role=event.target_role,
    )


def turned(goal: CareerGoalRow, event: GoalTurned) -> CareerGoalRow:
    match event:
        case GoalPaused():
            return replace(goal, status="paused")
        case GoalResumed():
            return replace(goal, status="active")
        case GoalAchieved(achieved_on=day, reason=reason):
            return replace(goal, status="achieved", closed_on=day, closing_reason=reason)
        case GoalAbandoned(abandoned_on=day, reason=reason):
            return replace(goal, status="abandoned", closed_on=day, closing_reason=reason)


projection = Projection(
    table="career_goals",
    view=CareerGoalRow,
    on=get_args(CareerGoalEvent),
    keys=keys,
    evolve=evolve,
    person="owner",
)
