"""The time budget: minutes a week that are protected for learning, of a person or of a team.

1. A budget lies between 0 minutes and a whole week, 10,080.
2. A person's budget and the budget of the team that they lead are two, each with its versions: a
   new one holds from its day on, the ones before stay readable.
3. What holds already is accepted and yields no event.
"""

from collections.abc import Sequence
from dataclasses import field as state_field

from services.learning.commands.time_budget import SetTimeBudget, TimeBudgetCommand
from services.learning.events.time_budget import BudgetScope, TimeBudgetEvent, TimeBudgetSet
from shared.kernel.decider import Decider
from shared.kernel.errors import DomainError
from shared.kernel.frozen_map import FrozenMap
from shared.kernel.messages import State, StreamId

WHOLE_WEEK = 7 * 24 * 60


class TimeBudget(State):
    """``newest`` has the version in force of each scope."""

    newest: FrozenMap[BudgetScope, TimeBudgetSet] = state_field(default_factory=FrozenMap)


class BudgetOutOfRange(DomainError):
    """Rule 1: a budget lies between 0 minutes and a whole week, 10,080."""


def decide(command: TimeBudgetCommand, budget: TimeBudget) -> Sequence[TimeBudgetEvent]:
    """Events that follow from ``command``; raises the ``DomainError`` that forbids it."""
    match command:
        case SetTimeBudget():
            return set_budget(command, budget)


def set_budget(command: SetTimeBudget, budget: TimeBudget) -> Sequence[TimeBudgetEvent]:
    if not 0 <= command.minutes_a_week <= WHOLE_WEEK:
        raise BudgetOutOfRange(
            f"a budget lies between 0 and {WHOLE_WEEK:,} minutes", "minutes_a_week"
        )
    before = budget.newest.get(command.scope)
    if before is not None and before.minutes_a_week == command.minutes_a_week:
        return []
    return [
        TimeBudgetSet(
            subject=command.subject,
            scope=command.scope,
            number=before.number + 1 if before else 1,
            minutes_a_week=command.minutes_a_week,
            set_by=command.set_by,
            set_on=command.today,
        )
    ]


def evolve(budget: TimeBudget, event: TimeBudgetEvent) -> TimeBudget:
    """The budget after ``event``; refuses nothing, for events have happened."""
    match event:
        case TimeBudgetSet():
            return TimeBudget(newest=budget.newest.with_(event.scope, event))


def about(_budget: TimeBudget, event: TimeBudgetEvent) -> Sequence[StreamId]:
    """Whose time it is, or who leads those whose time it is, then who has set it."""
    return (event.subject,) if event.set_by == event.subject else (event.subject, event.set_by)


decider = Decider(
    category="time_budget", decide=decide, evolve=evolve, about=about, initial_state=TimeBudget()
)
