"""A rebuild from its first look to the exchange; whatever ends it before, all is as it was.

The new tables follow the ones that serve: they are read up to where the projector is, or for a
whole read model up to the topics' ends. At the end the projector is held back for a moment at a
place that the new tables have reached, so nobody ever reads an older state than before.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from shared.bus.cursor import Connection
from shared.readmodel import parked
from shared.readmodel.fingerprint import Fingerprint, fingerprint
from shared.readmodel.offsets import Held, Place
from shared.readmodel.parked import Dropped
from shared.readmodel.rebuild import bulk, source, swap, tables
from shared.readmodel.rebuild.catching_up import CatchingUp
from shared.readmodel.rebuild.deriving import Deriving
from shared.readmodel.rebuild.folding import BulkFolding, places_of, reading_of
from shared.readmodel.rebuild.plan import (
    Opener,
    ReadModel,
    RebuildFailed,
    RebuildRefused,
    Selection,
    selected,
)
from shared.readmodel.rebuild.source import Source
from shared.readmodel.rebuild.worker import Order
from shared.readmodel.tables import table_of

ALONE = "SELECT pg_try_advisory_lock(hashtextextended('rebuild of ' || $1, 0))"
SMALL_LAG = 1000
"""Records that are left to fold while the projector is held back."""
ROUNDS = 20
INDEX_SESSIONS = 2
BREATH = 0.3


class Watch(Protocol):
    """Is told how it goes on; ``total`` is none where nobody knows."""

    def phase(self, name: str, total: int | None = None) -> None: ...
    def advance(self, count: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Built:
    """``compared`` has of each table what served and what was built, if that was asked."""

    tables: Sequence[str]
    events: int
    compared: Mapping[str, tuple[Fingerprint, Fingerprint]]


async def rebuild(
    opener: Opener,
    arguments: Sequence[Any],
    names: Sequence[str],
    watch: Watch,
    *,
    workers: int = 1,
    check: bool = False,
) -> Built:
    """Raises ``RebuildRefused`` and ``RebuildFailed``; cancelled it leaves everything as it was.

    ``check``: the tables are compared at the same place with those that serve, and then dropped.
    """
    async with AsyncExitStack() as stack:
        model = await stack.enter_async_context(opener(*arguments))
        selection = selected(model, names)
        old = await stack.enter_async_context(alone(model))
        await refuse_undecided(old, model)
        await refuse_other_shapes(old, selection)
        await tables.make(old, model, selection.tables)
        new = await model.connection(model.new, model.rows, model.views)
        stack.push_async_callback(new.close)
        topics = await stack.enter_async_context(
            source.opened(model.connect, model.topics, reading_of(model, selection))
        )
        dropped = await parked.dropped(old, model.name)
        order = Order(opener, arguments, names, dropped)
        return await Rebuild(model, selection, old, new, topics, order, watch).run(workers, check)


@asynccontextmanager
async def alone(model: ReadModel) -> AsyncIterator[Connection]:
    """A connection to the tables that serve, of the only rebuild; tidies before and after."""
    connection = await model.connection(model.rows, model.views)
    try:
        if not await connection.fetchval(ALONE, model.rows):
            raise RebuildRefused(f"another rebuild of {model.name} is at work")
        await tables.clean(connection, model)
        try:
            yield connection
        finally:
            if not connection.is_closed():
                await connection.execute("ROLLBACK")  # a transaction may be open that was cancelled
                await tables.clean(connection, model)
    finally:
        await connection.close()


async def refuse_undecided(connection: Connection, model: ReadModel) -> None:
    if count := await connection.fetchval(swap.UNDECIDED, model.name):
        raise RebuildRefused(
            f"{count} messages of {model.name} are parked and undecided: see 'mastery parked list "
            f"{model.name}', retry or drop each, then rebuild"
        )


async def refuse_other_shapes(connection: Connection, selection: Selection) -> None:
    """Raises ``TableMismatch``."""
    for one in selection.all:
        await table_of(connection, one.table, one.view)


class Rebuild:
    def __init__(
        self,
        model: ReadModel,
        selection: Selection,
        old: Connection,
        new: Connection,
        topics: Source,
        order: Order,
        watch: Watch,
    ) -> None:
        self._model = model
        self._selection = selection
        self._old = old
        self._new = new
        self._topics = topics
        self._order = order
        self._watch = watch
        self._places = places_of(model, selection)
        self._catching_up = CatchingUp(model, selection, new, topics, order.dropped)
        self._deriving = Deriving(model, selection, new)
        self._day: date | None = None

    async def run(self, workers: int, check: bool) -> Built:
        ends = await self._ends()
        events = sum(ends.values())
        self._watch.phase("events", events)
        self._catching_up.held = await self._fold(ends, workers if events else 1)
        self._watch.phase("indexes")
        folded = [one.table for one in self._selection.projections]
        await tables.index_side_by_side(self._model, folded, INDEX_SESSIONS)
        self._watch.phase("what has come since")
        await self._catching_up.fold_only()
        await self._catch_up()
        while True:
            await self._derive()
            await self._catch_up()
            if (compared := await self._finished(check)) is not None:
                return Built(self._selection.tables, events, compared)
            await asyncio.sleep(BREATH)

    async def _ends(self) -> dict[Place, int]:
        """How far the new tables may go: with the old ones, or all the way if all are new."""
        served = await swap.reached(self._old, self._model)
        ends = await self._topics.ends(self._places)
        if short := [place for place, end in ends.items() if served.get(place, 0) > end]:
            raise RebuildFailed(
                f"the topic of {short[0].source} holds less than the tables have seen: "
                f"'mastery republish {short[0].source}' brings it back from its log"
            )
        if not self._selection.whole:
            return {place: min(served.get(place, 0), end) for place, end in ends.items()}
        return ends

    async def _fold(self, ends: Mapping[Place, int], workers: int) -> dict[Place, Held]:
        if workers > 1 and sum(ends.values()) >= bulk.WORTH_A_WORKER:
            return await bulk.fold_apart(self._order, ends, self._watch.advance, workers)
        dropped: Dropped = self._order.dropped
        folding = BulkFolding(self._model, self._selection, self._new, self._topics, dropped)
        return await bulk.fold_here(folding, ends, self._watch.advance)

    async def _catch_up(self) -> None:
        for _ in range(ROUNDS):
            ends = await self._ends()
            behind = self._catching_up.behind(ends)
            await self._catching_up.to(ends, self._watch.advance)
            if behind < SMALL_LAG:
                return

    async def _derive(self) -> None:
        """Anew if a day has begun since; the projector computes for today as well."""
        today = self._model.today()
        if self._day is None:
            self._watch.phase("derived rows")
            await self._catching_up.derive(today)
            await self._deriving.build(today, self._watch.advance)
        elif self._day != today and any(one.dated for one in self._selection.derived):
            self._watch.phase("derived rows for a new day")
            await self._catching_up.derive(today)
            await self._deriving.again(today, self._watch.advance)
        self._day = today

    async def _finished(self, check: bool) -> Mapping[str, tuple[Fingerprint, Fingerprint]] | None:
        """None if somebody was in the way, or midnight; then it is tried again."""
        self._watch.phase("exchange" if not check else "comparison")
        transaction = self._old.transaction()
        await transaction.start()
        try:
            served = await swap.pause(self._old, self._model)
            here = {place: served.get(place, 0) for place in self._places}
            await self._catching_up.to(here, self._watch.advance)
            if self._day != self._model.today():
                await transaction.rollback()
                return None
            if check:
                compared = await self._compared(here)
                await transaction.rollback()
                return compared
            await swap.exchange(
                self._old,
                self._model,
                self._selection,
                self._catching_up.held,
                self._catching_up.touched,
            )
        except swap.BUSY:
            await transaction.rollback()
            return None
        except BaseException:
            if not self._old.is_closed():
                await transaction.rollback()
            raise
        await transaction.commit()
        return {}

    async def _compared(
        self, served: Mapping[Place, int]
    ) -> Mapping[str, tuple[Fingerprint, Fingerprint]]:
        if any(held.next_offset != served[p] for p, held in self._catching_up.held.items()):
            raise RebuildFailed(
                f"the projector of {self._model.name} is behind: nothing can be compared yet"
            )
        return {
            one.table: (
                await fingerprint(self._old, self._model.rows, one),
                await fingerprint(self._new, self._model.new, one),
            )
            for one in self._selection.all
        }
