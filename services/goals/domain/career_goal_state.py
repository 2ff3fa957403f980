"""What the rules of the career goal remember of its events, and how they refuse."""

from collections.abc import Mapping
from dataclasses import field as state_field
from datetime import date
from typing import Literal

from services.goals.events.career_goal import (
    CareerGoalDefined,
    CareerGoalEvent,
    CheckedIn,
    GoalAbandoned,
    GoalAchieved,
    GoalChanged,
    GoalPaused,
    GoalResumed,
    GoalRevised,
    GoalShared,
    GoalSharingChanged,
    GoalTurned,
    GoalUnshared,
    MilestoneAdded,
    MilestoneCompleted,
    MilestoneReopened,
    SkillLinked,
)
from shared.kernel.errors import DomainError
from shared.kernel.messages import State, StreamId
from shared.kernel.replacing import replace


class CareerGoal(State):
    """``milestones``: each with whether it is completed; ``skills``: each with its target level."""

    owner: StreamId = StreamId("")
    status: Literal["undefined", "active", "paused", "achieved", "abandoned"] = "undefined"
    target_role: StreamId | None = None
    due: date = date.min
    milestones: Mapping[StreamId, bool] = state_field(default_factory=dict)
    skills: Mapping[StreamId, int] = state_field(default_factory=dict)
    check_ins: int = 0
    shared_with: Literal["nobody", "mentors", "everyone"] = "nobody"

    @property
    def closed(self) -> bool:
        return self.status in {"achieved", "abandoned"}


class GoalAlreadyDefined(DomainError):
    """Rule 1: a goal is defined once."""


class DueNotAhead(DomainError):
    """Rule 2: the due day lies ahead."""


class NoWayToGoal(DomainError):
    """Rule 3: at least one milestone or linked skill comes before the first check-in."""


class UnknownMilestone(DomainError):
    """Rule 4: a milestone is one of the goal's own."""


class MilestonesOpen(DomainError):
    """Rule 5: achieving needs every milestone completed, or a reason."""


class GoalClosed(DomainError):
    """Rule 6: a closed goal takes no step."""


class RevisionUnclear(DomainError):
    """Rule 7: a revision changes something, and names a target role or drops it, not both."""


def require_open(goal: CareerGoal) -> None:
    if goal.closed:
        raise GoalClosed(f"this goal is {goal.status}")


def require_ahead(due: date, today: date) -> None:
    if due <= today:
        raise DueNotAhead("a goal is due after today", "due")


def evolve(goal: CareerGoal, event: CareerGoalEvent) -> CareerGoal:
    """The goal after ``event``; refuses nothing, for events have happened."""
    match event:
        case CareerGoalDefined(owner=owner, due=due, target_role=target):
            return CareerGoal(owner=owner, status="active", due=due, target_role=target)
        case GoalPaused() | GoalResumed() | GoalAchieved() | GoalAbandoned():
            return replace(goal, status=status_after(event))
        case GoalShared() | GoalUnshared():
            return replace(goal, shared_with=audience_after(event))
        case (
            SkillLinked()
            | MilestoneAdded()
            | MilestoneCompleted()
            | MilestoneReopened()
            | CheckedIn()
            | GoalRevised()
        ):
            return changed(goal, event)


def changed(goal: CareerGoal, event: GoalChanged) -> CareerGoal:
    match event:
        case SkillLinked(skill=skill, level=level):
            return replace(goal, skills={**goal.skills, skill: level})
        case MilestoneAdded(milestone=milestone) | MilestoneReopened(milestone=milestone):
            return replace(goal, milestones={**goal.milestones, milestone: False})
        case MilestoneCompleted(milestone=milestone):
            return replace(goal, milestones={**goal.milestones, milestone: True})
        case CheckedIn(number=number):
            return replace(goal, check_ins=number)
        case GoalRevised(due=due, target_role=target):
            return replace(goal, due=due, target_role=target)


def status_after(event: GoalTurned) -> Literal["active", "paused", "achieved", "abandoned"]:
    match event:
        case GoalPaused():
            return "paused"
        case GoalResumed():
            return "active"
        case GoalAchieved():
            return "achieved"
        case GoalAbandoned():
            return "abandoned"


def audience_after(event: GoalSharingChanged) -> Literal["nobody", "mentors", "everyone"]:
    match event:
        case GoalShared(shared_with=audience):
            return audience
        case GoalUnshared():
            return "nobody"
