"""The career goal: what a person aims for, how they get there, and how it ends.

1. A goal is defined once.
2. Its due day lies ahead when it is defined, and when it is revised to another day.
3. The first check-in comes after at least one milestone or linked skill: there must be a way.
4. A milestone is one of the goal's own, known by its id.
5. Achieving needs every milestone completed, or a reason.
6. A closed goal (achieved or abandoned) takes no step; sharing is no step, and can be ended.
7. A revision changes something, and names a target role or drops it, not both; milestones,
   skills and check-ins stay, whatever path it switches to.
8. What holds already is accepted and yields no event; a check-in is always a new one.
"""

from collections.abc import Sequence

from services.goals.commands.career_goal import (
    AbandonGoal,
    AchieveGoal,
    AddMilestone,
    CareerGoalCommand,
    CheckIn,
    CompleteMilestone,
    DefineCareerGoal,
    GoalSharing,
    GoalTurn,
    LinkSkill,
    PauseGoal,
    ReopenMilestone,
    ResumeGoal,
    ReviseGoal,
    ShareGoal,
    UnshareGoal,
)
from services.goals.domain.career_goal_state import (
    CareerGoal,
    GoalAlreadyDefined,
    MilestonesOpen,
    evolve,
    require_ahead,
    require_open,
)
from services.goals.domain.career_goal_steps import step
from services.goals.events.career_goal import (
    CareerGoalDefined,
    CareerGoalEvent,
    GoalAbandoned,
    GoalAchieved,
    GoalPaused,
    GoalResumed,
    GoalShared,
    GoalUnshared,
)
from shared.kernel.decider import Decider
from shared.kernel.errors import NotFound
from shared.kernel.messages import StreamId


def decide(command: CareerGoalCommand, goal: CareerGoal) -> Sequence[CareerGoalEvent]:
    """Events that follow from ``command``; raises the ``DomainError`` that forbids it."""
    if isinstance(command, DefineCareerGoal):
        return define(command, goal)
    if goal.status == "undefined":
        raise NotFound("no such goal")
    match command:
        case ShareGoal() | UnshareGoal():
            return share(command, goal)
        case PauseGoal() | ResumeGoal() | AchieveGoal() | AbandonGoal():
            return turn(command, goal)
        case (
            LinkSkill()
            | AddMilestone()
            | CompleteMilestone()
            | ReopenMilestone()
            | CheckIn()
            | ReviseGoal()
        ):
            return step(command, goal)


def define(command: DefineCareerGoal, goal: CareerGoal) -> Sequence[CareerGoalEvent]:
    if goal.status != "undefined":
        raise GoalAlreadyDefined("this goal has been defined before", "goal")
    require_ahead(command.due, command.today)
    return [
        CareerGoalDefined(
            goal=command.goal,
            owner=command.owner,
            title=command.title,
            why=command.why,
            target_role=command.target_role,
            due=command.due,
            defined_on=command.today,
        )
    ]


def share(command: GoalSharing, goal: CareerGoal) -> Sequence[CareerGoalEvent]:
    target, owner, today = command.goal, goal.owner, command.today
    match command:
        case ShareGoal(shared_with=audience):
            if goal.shared_with == audience:
                return []
            return [GoalShared(goal=target, owner=owner, shared_with=audience, shared_on=today)]
        case UnshareGoal():
            if goal.shared_with == "nobody":
                return []
            return [GoalUnshared(goal=target, owner=owner, unshared_on=today)]


def turn(command: GoalTurn, goal: CareerGoal) -> Sequence[CareerGoalEvent]:
    match command:
        case PauseGoal():
            if goal.status == "paused":
                return []
            require_open(goal)
            return [GoalPaused(goal=command.goal, owner=goal.owner, paused_on=command.today)]
        case ResumeGoal():
            if goal.status == "active":
                return []
            require_open(goal)
            return [GoalResumed(goal=command.goal, owner=goal.owner, resumed_on=command.today)]
        case AchieveGoal():
            return achieve(command, goal)
        case AbandonGoal():
            return abandon(command, goal)


def achieve(command: AchieveGoal, goal: CareerGoal) -> Sequence[CareerGoalEvent]:
    target, reason, today = command.goal, command.reason, command.today
    if goal.status == "achieved":
        return []
    require_open(goal)
    if reason is None and not all(goal.milestones.values()):
        raise MilestonesOpen("complete every milestone first, or give a reason", "reason")
    return [GoalAchieved(goal=target, owner=goal.owner, reason=reason, achieved_on=today)]


def abandon(command: AbandonGoal, goal: CareerGoal) -> Sequence[CareerGoalEvent]:
    target, reason, today = command.goal, command.reason, command.today
    if goal.status == "abandoned":
        return []
    require_open(goal)
    return [GoalAbandoned(goal=target, owner=goal.owner, reason=reason, abandoned_on=today)]


def about(goal: CareerGoal, _event: CareerGoalEvent) -> Sequence[StreamId]:
    """The one person whose goal it is."""
    return (goal.owner,)


decider = Decider(
    category="career_goal",
    decide=decide,
    evolve=evolve,
    about=about,
    initial_state=CareerGoal(),
)
