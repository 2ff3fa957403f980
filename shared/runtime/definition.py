"""Everything that a service exports, in one value: what the machinery runs is made from it."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from shared.kernel.actor import Actor, Verdict
from shared.kernel.decider import Handled
from shared.kernel.errors import DomainError
from shared.kernel.messages import Command, Event, ForeignEvent, StreamId
from shared.kernel.policy import Reaction
from shared.kernel.projection import Derived, Marking, Projection
from shared.runtime.pools import Pool

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
OnDeadline = Callable[[str, StreamId, date, Mapping[str, Any], date], Command]
"""(kind, stream, due, details, today) → the command that the due day brings."""
Process = Callable[[Any, Any], Callable[[asyncio.Event], Awaitable[None]]]
"""(``Parts``, ``Health``) → what runs until it is asked to stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commands:
    """What can be asked, and what it is judged by.

    ``may`` answers a rule's refusal where that rule is about facts and nothing else.
    ``needs`` names the people whom ``facts`` must tell about; where it names none, ``no_facts``
    are given and nothing is read. ``active`` answers those of some people who work here now.
    """

    handled: Mapping[type[Command], Handled]
    may: Callable[[Actor, Any, tuple[Any, ...], Any], Verdict | DomainError]
    needs: Callable[[Actor, Any, tuple[Any, ...]], frozenset[StreamId]]
    facts: Callable[[Pool, Collection[StreamId]], Awaitable[Any]]
    no_facts: Any
    active: Callable[[Pool, Collection[StreamId]], Awaitable[Collection[StreamId]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriptions:
    """What is read from Kafka, into which tables, and what follows from it."""

    projections: Sequence[Projection[Any, Any]]
    derived: Sequence[Derived[Any]]
    reactions: Sequence[Reaction]
    on_deadline: OnDeadline | None = None
    markings: Sequence[Marking] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """Of the service whose event begins an erasure: the directory.

    ``services`` are all that must confirm. ``complete`` (person, today) makes the command that says
    that they have.
    """

    services: Sequence[str]
    erased: type[Event]
    complete: Callable[[StreamId, date], Command]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDefinition:
    """``migrations`` is the folder of the service's own ``.sql`` files.

    ``forgets`` (SQL, ``$1 text[]`` people) deletes what the service's own tables hold of erased
    people besides the rows of projections.

    ``processes`` are roles of this service alone, by name, made from what all roles share.
    """

    name: str
    events: Sequence[type[Event]]
    upcasters: Mapping[str, Upcaster]
    commands: Commands
    subscriptions: Subscriptions
    migrations: Path
    processes: Mapping[str, Process] = field(default_factory=dict)
    forgets: Sequence[str] = ()
    erasure: Erasure | None = None

    @property
    def log_schema(self) -> str:
        return f"{self.name}_log"

    @property
    def row_schema(self) -> str:
        return f"{self.name}_rows"

    @property
    def view_schema(self) -> str:
        return self.name

    @property
    def foreign(self) -> Sequence[type[ForeignEvent]]:
        """Others' events that a projection or a reaction reads, each once."""
        return [event for event in self._read if issubclass(event, ForeignEvent)]

    @property
    def sources(self) -> frozenset[str]:
        """The services whose events it reads; its own among them where it reads those."""
        return frozenset(source_of(event, self.name) for event in self._read)

    @property
    def _read(self) -> Sequence[type[Event]]:
        read = [projection.on for projection in self.subscriptions.projections]
        read += [reaction.on for reaction in self.subscriptions.reactions]
        return list(dict.fromkeys(event for events in read for event in events))


def source_of(event: type[Event], service: str) -> str:
    """The service that publishes ``event``, read by ``service``."""
    return event.service if issubclass(event, ForeignEvent) else service
