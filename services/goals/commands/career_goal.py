"""What can be asked about a career goal; its owner alone may ask."""

from datetime import date
from typing import Annotated, Literal

from services.goals.commands.fields import (
    Actor,
    GoalId,
    Level,
    Prose,
    RoleId,
    SkillId,
    Title,
    Today,
)
from shared.kernel.markers import Category
from shared.kernel.messages import Command, StreamId

MilestoneId = Annotated[StreamId, Category("milestone")]
"""Made by the caller; unique within the goal, no stream of its own."""


class DefineCareerGoal(Command):
    goal: GoalId
    owner: Actor
    title: Title
    why: Prose
    target_role: RoleId | None = None
    due: date
    today: Today


class LinkSkill(Command):
    """A skill that the goal needs; linked again, it gets the new target level."""

    goal: GoalId
    skill: SkillId
    level: Level
    today: Today


class AddMilestone(Command):
    goal: GoalId
    milestone: MilestoneId
    title: Title
    today: Today


class CompleteMilestone(Command):
    goal: GoalId
    milestone: MilestoneId
    today: Today


class ReopenMilestone(Command):
    goal: GoalId
    milestone: MilestoneId
    today: Today


class CheckIn(Command):
    """``confidence`` that the goal will be reached in time: 1 hardly, 5 surely."""

    goal: GoalId
    confidence: Level
    blocked: bool = False
    note: Prose | None = None
    today: Today


class ReviseGoal(Command):
    """What is left out stays; ``drop_target_role`` leaves the goal without one."""

    goal: GoalId
    reason: Prose
    title: Title | None = None
    why: Prose | None = None
    due: date | None = None
    target_role: RoleId | None = None
    drop_target_role: bool = False
    today: Today


class PauseGoal(Command):
    goal: GoalId
    today: Today


class ResumeGoal(Command):
    goal: GoalId
    today: Today


class AchieveGoal(Command):
    """``reason`` is needed where a milestone is still open."""

    goal: GoalId
    reason: Prose | None = None
    today: Today


class AbandonGoal(Command):
    goal: GoalId
    reason: Prose
    today: Today


class ShareGoal(Command):
    goal: GoalId
    shared_with: Literal["mentors", "everyone"]
    today: Today


class UnshareGoal(Command):
    goal: GoalId
    today: Today


GoalStep = LinkSkill | AddMilestone | CompleteMilestone | ReopenMilestone | CheckIn | ReviseGoal
GoalTurn = PauseGoal | ResumeGoal | AchieveGoal | AbandonGoal
GoalSharing = ShareGoal | UnshareGoal
CareerGoalCommand = DefineCareerGoal | GoalStep | GoalTurn | GoalSharing
