"""The rules, one module per aggregate, and the stream that each command names."""

from collections.abc import Mapping
from typing import get_args

from services.goals.commands.career_goal import CareerGoalCommand
from services.goals.commands.demand import DeclareSkillObsolete, ImportDemandSnapshot
from services.goals.commands.journal import JournalCommand
from services.goals.commands.role import RoleCommand
from services.goals.commands.stretch_assignment import RemindApprover, StretchAssignmentCommand
from services.goals.domain import career_goal, demand, journal, role, stretch_assignment
from shared.kernel.decider import Field, Handled, Target, Unique
from shared.kernel.messages import Command

ROLE = Handled((Target(Field("role"), role.decider),))
GOAL = Handled((Target(Field("goal"), career_goal.decider),))
ASSIGNMENT = Handled((Target(Field("assignment"), stretch_assignment.decider),))
REMINDED = Handled(ASSIGNMENT.targets, policy_only=True)
JOURNAL = Handled((Target(Unique("journal", ("owner",)), journal.decider),))
SNAPSHOT = Handled((Target(Unique("demand", ("source", "taken_on")), demand.decider),))
OBSOLETE = Handled((Target(Unique("demand", ("skill",)), demand.decider),))

HANDLED: Mapping[type[Command], Handled] = {
    **dict.fromkeys(get_args(RoleCommand), ROLE),
    **dict.fromkeys(get_args(CareerGoalCommand), GOAL),
    **dict.fromkeys(get_args(StretchAssignmentCommand), ASSIGNMENT),
    RemindApprover: REMINDED,
    **dict.fromkeys(get_args(JournalCommand), JOURNAL),
    ImportDemandSnapshot: SNAPSHOT,
    DeclareSkillObsolete: OBSOLETE,
}
