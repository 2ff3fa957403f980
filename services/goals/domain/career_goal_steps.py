"""The steps that an open goal takes; the rules are numbered in ``career_goal``."""

from collections.abc import Sequence

from services.goals.commands.career_goal import (
    AddMilestone,
    CheckIn,
    CompleteMilestone,
    GoalStep,
    LinkSkill,
    ReopenMilestone,
    ReviseGoal,
)
from services.goals.domain.career_goal_state import (
    CareerGoal,
    NoWayToGoal,
    RevisionUnclear,
    UnknownMilestone,
    require_ahead,
    require_open,
)
from services.goals.events.career_goal import (
    CheckedIn,
    GoalChanged,
    GoalRevised,
    MilestoneAdded,
    MilestoneCompleted,
    MilestoneReopened,
    SkillLinked,
)
from shared.kernel.messages import StreamId


def step(command: GoalStep, goal: CareerGoal) -> Sequence[GoalChanged]:
    match command:
        case LinkSkill():
            return link_skill(command, goal)
        case AddMilestone():
            return add_milestone(command, goal)
        case CompleteMilestone():
            return complete_milestone(command, goal)
        case ReopenMilestone():
            return reopen_milestone(command, goal)
        case CheckIn():
            return check_in(command, goal)
        case ReviseGoal():
            return revise(command, goal)


def link_skill(command: LinkSkill, goal: CareerGoal) -> Sequence[GoalChanged]:
    if goal.skills.get(command.skill) == command.level:
        return []
    require_open(goal)
    return [
        SkillLinked(
            goal=command.goal,
            owner=goal.owner,
            skill=command.skill,
            level=command.level,
            linked_on=command.today,
        )
    ]


def add_milestone(command: AddMilestone, goal: CareerGoal) -> Sequence[GoalChanged]:
    if command.milestone in goal.milestones:
        return []
    require_open(goal)
    return [
        MilestoneAdded(
            goal=command.goal,
            owner=goal.owner,
            milestone=command.milestone,
            title=command.title,
            added_on=command.today,
        )
    ]


def complete_milestone(command: CompleteMilestone, goal: CareerGoal) -> Sequence[GoalChanged]:
    if completed(command.milestone, goal):
        return []
    require_open(goal)
    return [
        MilestoneCompleted(
            goal=command.goal,
            owner=goal.owner,
            milestone=command.milestone,
            completed_on=command.today,
        )
    ]


def reopen_milestone(command: ReopenMilestone, goal: CareerGoal) -> Sequence[GoalChanged]:
    if not completed(command.milestone, goal):
        return []
    require_open(goal)
    return [
        MilestoneReopened(
            goal=command.goal,
            owner=goal.owner,
            milestone=command.milestone,
            reopened_on=command.today,
        )
    ]


def completed(milestone: StreamId, goal: CareerGoal) -> bool:
    """Raises ``UnknownMilestone`` if it is none of this goal's."""
    if milestone not in goal.milestones:
        raise UnknownMilestone("this goal has no such milestone", "milestone")
    return goal.milestones[milestone]


def check_in(command: CheckIn, goal: CareerGoal) -> Sequence[GoalChanged]:
    require_open(goal)
    if not goal.milestones and not goal.skills:
        raise NoWayToGoal("add a milestone or link a skill before the first check-in")
    return [
        CheckedIn(
            goal=command.goal,
            owner=goal.owner,
            number=goal.check_ins + 1,
            confidence=command.confidence,
            blocked=command.blocked,
            note=command.note,
            checked_in_on=command.today,
        )
    ]


def revise(command: ReviseGoal, goal: CareerGoal) -> Sequence[GoalChanged]:
    require_open(goal)
    if command.drop_target_role and command.target_role:
        raise RevisionUnclear("name a target role or drop it, not both", "target_role")
    target = None if command.drop_target_role else command.target_role or goal.target_role
    due = command.due or goal.due
    if due != goal.due:
        require_ahead(due, command.today)
    if not says_something(command):
        raise RevisionUnclear("say what changes: title, why, due or target role")
    if (due, target, command.title, command.why) == (goal.due, goal.target_role, None, None):
        return []
    return [
        GoalRevised(
            goal=command.goal,
            owner=goal.owner,
            reason=command.reason,
            title=command.title,
            why=command.why,
            due=due,
            target_role=target,
            revised_on=command.today,
        )
    ]


def says_something(command: ReviseGoal) -> bool:
    wanted = (command.title, command.why, command.due, command.target_role)
    return command.drop_target_role or any(field is not None for field in wanted)
