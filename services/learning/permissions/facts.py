"""What permissions are judged by besides folded states, and the shapes of their entries."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import field as fact
from datetime import date, timedelta
from typing import Any

from shared.kernel.actor import Actor, Client, Person, Policy, Verdict
from shared.kernel.errors import DomainError
from shared.kernel.messages import Command, State, StreamId, Value

AFTER_A_CHANGE = timedelta(days=30)
"""For so long nobody stands in for the manager of a person whose line they changed."""


class Facts(Value):
    """What the directory says of the people in ``needs``.

    ``chains``: person → who leads them, their leader and so on, the nearest first; who is missing
    is unknown or erased, and that is no. ``leaders`` are those of them who have a report,
    ``active`` those who work here. ``changes``: person → who changed that line, and when last.
    ``activities``: person → those that they take part in or completed.
    """

    chains: Mapping[StreamId, tuple[StreamId, ...]] = fact(default_factory=dict)
    leaders: frozenset[StreamId] = frozenset()
    active: frozenset[StreamId] = frozenset()
    changes: Mapping[StreamId, Mapping[str, date]] = fact(default_factory=dict)
    activities: Mapping[StreamId, frozenset[StreamId]] = fact(default_factory=dict)

    def manager(self, person: StreamId) -> StreamId | None:
        """Who leads ``person`` directly; none also of somebody unknown."""
        chain = self.chains.get(person, ())
        return chain[0] if chain else None

    def above(self, actor: Person, person: StreamId, today: date) -> bool:
        """Any manager above is, HR where there is none, nobody above themselves."""
        if actor.id == person:
            return False
        return actor.id in self.chains.get(person, ()) or self.stands_in(actor, person, today)

    def stands_in(self, actor: Person, person: StreamId, today: date) -> bool:
        """HR for a manager whom there is not, but nobody who lately changed the line."""
        if self.chains.get(person) != () or "hr" not in actor.scopes:
            return False
        changed_on = self.changes.get(person, {}).get(actor.reference)
        return changed_on is None or changed_on + AFTER_A_CHANGE <= today

    def knows(self, people: Collection[StreamId]) -> bool:
        """Whether the directory knows all of ``people``: nobody who was erased."""
        return self.chains.keys() >= set(people)

    def leads(self, person: StreamId) -> bool:
        return person in self.leaders


Judgement = Verdict | DomainError
"""A refusal where a rule is about the facts and nothing else."""

Entry = Callable[[Actor, Any, tuple[Any, ...], Facts], Judgement]
"""The verdict on an actor, a command, the folded streams that it names, and the facts."""

Need = Callable[[Person, Any, tuple[Any, ...]], frozenset[StreamId]]
"""The people whose place in the reporting lines decides."""


def verdict(allowed: bool) -> Verdict:
    return "allowed" if allowed else "forbidden"


def hr(actor: Actor, _command: Command, _states: tuple[State, ...], _facts: Facts) -> Verdict:
    """A person of HR; programs only provision."""
    return verdict(isinstance(actor, Person) and "hr" in actor.scopes)


def imports(actor: Actor, _command: Command, _states: tuple[State, ...], _facts: Facts) -> Verdict:
    """HR, an administrator, or a program that provisions for one of them."""
    return verdict(not isinstance(actor, Policy) and bool(actor.scopes & {"hr", "admin"}))


def policy(actor: Actor, _command: Command, _states: tuple[State, ...], _facts: Facts) -> Verdict:
    """Rules that act by themselves, and nobody else."""
    match actor:
        case Policy():
            return "allowed"
        case Person() | Client():
            return "forbidden"
