"""The decider: an aggregate as two pure functions and a first state.

Pattern and names are Jérémie Chassaing's ("Functional Event Sourcing Decider",
thinkbeforecoding.com, 2021-12-17).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from shared.kernel.messages import Command, Event, State, StreamId

C = TypeVar("C", bound=Command)
S = TypeVar("S", bound=State)
E = TypeVar("E", bound=Event)


Beside = Mapping[StreamId, State]
"""States of streams that a decision looks at besides its own, by stream."""

NOTHING: Beside = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Decider(Generic[C, S, E]):
    """What may happen to an aggregate (``decide``) and what follows (``evolve``).

    ``category`` is the first half of the stream name, ``<category>-<uuid>``. ``about`` names
    the people whom an event concerns, first the one whose record it is (``NOBODY`` if none): after
    that person's erasure the event is dropped on reading. It gets the state after the event.
    Where a command is ``Handled`` with streams beside, ``decide`` has a third parameter for them,
    ``NOTHING`` by default.
    """

    category: str
    decide: Callable[[C, S], Sequence[E]]
    evolve: Callable[[S, E], S]
    about: Callable[[S, E], Sequence[StreamId]]
    initial_state: S

    def decided(self, command: C, state: S, beside: Beside | None) -> Sequence[E]:
        """What follows from ``command``; ``beside`` none if it is decided without."""
        decide: Callable[..., Sequence[E]] = self.decide
        return decide(command, state) if beside is None else decide(command, state, beside)

    def fold(self, history: Iterable[E]) -> S:
        """State after ``history``, oldest event first."""
        return reduce(self.evolve, history, self.initial_state)


@dataclass(frozen=True, slots=True)
class Field:
    """The stream whose id stands in this field of the command."""

    name: str


@dataclass(frozen=True, slots=True)
class Unique:
    """The one stream for these fields of the command (UUIDv5 in the company's namespace).

    ``Unique("journal", "owner")`` is the one journal of the owner; without fields it is the one
    stream of its category in the company, such as the reporting lines.
    """

    category: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A stream that a command names, with the decider that decides on it.

    Each target of a command gets at least one event or none of them does.
    """

    stream: Field | Unique
    decider: Decider[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Handled:
    """What a service does with a class of commands.

    ``policy_only``: it has neither a route nor a mutation. ``beside`` names the streams that the
    deciders of a command look at as well, each with its own. They are current when it is decided
    and may change before it is appended, unless they are targets too.
    """

    targets: tuple[Target, ...]
    policy_only: bool = False
    beside: Callable[[Any], Sequence[tuple[StreamId, Decider[Any, Any, Any]]]] | None = None
