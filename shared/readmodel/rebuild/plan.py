"""What is built anew: a service's read model, and which of its tables belong together."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import asyncpg

from shared.bus.cursor import Connection
from shared.bus.producer import Connect
from shared.kernel.messages import Event, ForeignEvent
from shared.kernel.projection import Derived, Marking, Projection
from shared.privacy.port import KeyStore
from shared.readmodel.arrivals import EventReader


class RebuildRefused(Exception):
    """Nothing has been changed; the message says what to do first."""


class RebuildFailed(Exception):
    """Everything is as it was; the message says what stood in the way."""


Built = Projection[Any, Any] | Derived[Any]


@dataclass(frozen=True, slots=True)
class ReadModel:
    """``name`` is that of the projector; ``rows`` and ``views`` are its schemas at ``url``."""

    name: str
    url: str
    rows: str
    views: str
    connect: Connect
    topics: Mapping[str, str]
    partitions: int
    codec: EventReader
    keys: KeyStore
    projections: Sequence[Projection[Any, Any]]
    derived: Sequence[Derived[Any]]
    markings: Sequence[Marking]
    today: Callable[[], date]

    @property
    def all(self) -> Sequence[Built]:
        return [*self.projections, *self.derived]

    @property
    def new(self) -> str:
        """The schema in which the new tables grow; where they stand, names find them first."""
        return f"{self.rows}_new"

    @property
    def old(self) -> str:
        """The schema into which the old ones go, within the transaction that drops them."""
        return f"{self.rows}_old"

    @property
    def application(self) -> str:
        return f"mastery rebuild {self.name}"

    async def connection(self, *search_path: str) -> Connection:
        return await asyncpg.connect(
            self.url,
            timeout=10,
            server_settings={
                "search_path": ", ".join(search_path),
                "application_name": self.application,
                "jit": "off",
                "synchronous_commit": "off",
            },
        )

    def source_of(self, event: type[Event]) -> str:
        return event.service if issubclass(event, ForeignEvent) else self.codec.service


class Opener(Protocol):
    """Opens the read model in this process or in another, to which it is sent by its name."""

    def __call__(self, *arguments: Any) -> AbstractAsyncContextManager[ReadModel]: ...


@dataclass(frozen=True, slots=True)
class Selection:
    """What is built in one go; ``whole``: all there is, so that the offsets may move with it."""

    projections: Sequence[Projection[Any, Any]]
    derived: Sequence[Derived[Any]]
    whole: bool

    @property
    def all(self) -> Sequence[Built]:
        return [*self.projections, *self.derived]

    @property
    def tables(self) -> list[str]:
        return sorted(one.table for one in self.all)

    @property
    def events(self) -> set[type[Event]]:
        return {event for projection in self.projections for event in projection.on}


def selected(model: ReadModel, names: Sequence[str]) -> Selection:
    """``names`` with what they cannot be built without; of no names all.

    A derived table goes with all of its sources, both ways, for it is computed from rows of one
    moment; and with what a marking watches, since that has rows computed anew.
    """
    known = {one.table for one in model.all}
    if unknown := sorted(set(names) - known):
        raise RebuildRefused(
            f"{model.name} has no projection {', '.join(unknown)}: there are "
            + ", ".join(sorted(known))
        )
    wanted = _with_what_belongs_to(set(names) or known, model)
    return Selection(
        [one for one in model.projections if one.table in wanted],
        [one for one in model.derived if one.table in wanted],
        wanted == known,
    )


def _with_what_belongs_to(wanted: set[str], model: ReadModel) -> set[str]:
    watched = {table for marking in model.markings for table in marking.sources}
    while True:
        more = set(wanted)
        for derived in model.derived:
            if derived.table in more or more.intersection(derived.sources):
                more |= {derived.table, *derived.sources, *watched}
        if more == wanted:
            return wanted
        wanted = more
