"""Who may ask what of goals; every command has exactly one entry.

Nobody approves, completes or validates what is their own. A career goal that the actor may not
read is hidden; roles, demand and assignments are read by everybody, so there it is forbidden.
What names an erased person is answered as what names an unknown one: nothing is there.
"""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from services.goals.commands.career_goal import CareerGoalCommand, DefineCareerGoal
from services.goals.commands.demand import DeclareSkillObsolete, ImportDemandSnapshot
from services.goals.commands.journal import JournalCommand, RecordSetback
from services.goals.commands.role import (
    DefineRole,
    DropRequirement,
    RenameRole,
    RetireRole,
    SetRequirement,
)
from services.goals.commands.stretch_assignment import PublishAssignment, RemindApprover
from services.goals.domain.career_goal_state import CareerGoal
from services.goals.permissions import assignments
from services.goals.permissions.facts import NO_FACTS, Entry, Facts, verdict
from shared.kernel.actor import Actor, Client, Person, Policy, Verdict
from shared.kernel.messages import Command, State, StreamId
from shared.kernel.named_people import named_people

__all__ = ["ENTRIES", "NO_FACTS", "Facts", "may", "needs"]


def hr(actor: Actor, _command: Command, _state: State, _facts: Facts) -> Verdict:
    return verdict(isinstance(actor, Person) and "hr" in actor.scopes)


def imports(actor: Actor, _command: Command, _state: State, _facts: Facts) -> Verdict:
    """HR, an administrator, or a program that provisions for one of them."""
    return verdict(not isinstance(actor, Policy) and bool(actor.scopes & {"hr", "admin"}))


def own_goal(actor: Actor, command: CareerGoalCommand, goal: CareerGoal, facts: Facts) -> Verdict:
    if not isinstance(actor, Person):
        return "forbidden"
    opens = isinstance(command, DefineCareerGoal) and goal.status == "undefined"
    if opens or goal.owner == actor.id:
        return "allowed"
    return "forbidden" if reads_goal(actor, goal, facts) else "hidden"


def reads_goal(actor: Person, goal: CareerGoal, facts: Facts) -> bool:
    """Whether somebody who is not its owner may read this goal."""
    if goal.status == "undefined" or not facts.knows({goal.owner}):
        return False
    if "hr" in actor.scopes or goal.shared_with == "everyone":
        return True
    return facts.managers.get(goal.owner) == actor.id


def own_journal(actor: Actor, command: JournalCommand, _state: State, _facts: Facts) -> Verdict:
    """A person's own, or a setback that a policy offers as a draft."""
    match actor:
        case Person(id=person):
            return verdict(command.owner == person)
        case Policy():
            return verdict(isinstance(command, RecordSetback) and command.draft)
        case Client():
            return "forbidden"


def policy(actor: Actor, _command: Command, _state: State, _facts: Facts) -> Verdict:
    return verdict(isinstance(actor, Policy))


ENTRIES: Mapping[type[Command], Entry] = {
    DefineRole: imports,
    RenameRole: imports,
    SetRequirement: imports,
    DropRequirement: imports,
    RetireRole: hr,
    ImportDemandSnapshot: imports,
    DeclareSkillObsolete: hr,
    **dict.fromkeys(get_args(CareerGoalCommand), own_goal),
    **dict.fromkeys(get_args(JournalCommand), own_journal),
    **assignments.ENTRIES,
    RemindApprover: policy,
}


def may(actor: Actor, command: Command, states: Sequence[Any], facts: Facts) -> Verdict:
    """Whether ``actor`` may ask this; ``states`` are the folded streams that it names."""
    found = ENTRIES[type(command)](actor, command, states[0], facts)
    if found == "allowed" and not facts.knows(others(actor, command, states)):
        return "hidden"
    return found


def others(actor: Actor, command: Command, states: Sequence[Any]) -> frozenset[StreamId]:
    """Whom the command of a person concerns besides that person."""
    if not isinstance(actor, Person):
        return frozenset()
    return (named_people(command) | owner_of(states)) - {actor.id}


def owner_of(states: Sequence[Any]) -> frozenset[StreamId]:
    """The person whose record the first state is, where its id does not say so."""
    match states:
        case (CareerGoal(owner=owner), *_) if owner:
            return frozenset({owner})
        case _:
            return frozenset()


def needs(actor: Actor, command: Command, states: Sequence[Any]) -> frozenset[StreamId]:
    """The people whose place in the reporting lines decides, and all others who are named."""
    if not isinstance(actor, Person) or ENTRIES[type(command)] is policy:
        return frozenset()
    return others(actor, command, states) | decisive(actor, command, states)


def decisive(actor: Person, command: Command, states: Sequence[Any]) -> frozenset[StreamId]:
    """The people whose place in the reporting lines decides.

    A goal that does not exist asks for somebody too, lest it answer other than a hidden one.
    """
    match command, states[0]:
        case PublishAssignment(), _:
            return frozenset() if "hr" in actor.scopes else frozenset({actor.id})
        case _, CareerGoal(owner=owner) if owner != actor.id:
            opens = isinstance(command, DefineCareerGoal) and not owner
            return frozenset() if opens else frozenset({owner or actor.id})
        case _:
            return frozenset()
