"""One partition after the other folded in memory and copied: a row's events stand in one.

While the server takes the rows of one partition the next one is read.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from shared.bus.cursor import Connection
from shared.kernel.errors import LogBroken
from shared.kernel.messages import View
from shared.readmodel.applying import without
from shared.readmodel.arrivals import Arrival, Reading
from shared.readmodel.assignment import applied, batch_of
from shared.readmodel.folding import Projections
from shared.readmodel.offsets import Held, Place
from shared.readmodel.parked import Dropped
from shared.readmodel.rebuild.copying import copy
from shared.readmodel.rebuild.plan import ReadModel, RebuildFailed, Selection
from shared.readmodel.rebuild.source import Source, beginnings, slots_at
from shared.readmodel.tables import Table, table_of

Report = Callable[[int], None]
"""Is told how many records have been read."""

Rows = dict[str, dict[str, View]]


class BulkFolding:
    """Into the new tables of ``connection``; they must have no rows of these partitions."""

    def __init__(
        self,
        model: ReadModel,
        selection: Selection,
        connection: Connection,
        source: Source,
        dropped: Dropped,
    ) -> None:
        self._schema = model.new
        self._selection = selection
        self._projections = Projections(selection.projections, model.codec)
        self._connection = connection
        self._source = source
        self._dropped = dropped
        self._has_dropped = bool(dropped.positions or dropped.records)
        self._tables: dict[str, Table[Any]] = {}
        self._copying: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def prepared(self) -> AsyncIterator[None]:
        """When it ends well, all rows are in their tables; raises ``RebuildFailed``."""
        for one in self._selection.projections:
            self._tables[one.table] = await table_of(self._connection, one.table, one.view)
        try:
            yield
            await self._copied()
        finally:
            if self._copying is not None:
                self._copying.cancel()
                await asyncio.gather(self._copying, return_exceptions=True)

    async def fold(self, place: Place, end: int, report: Report) -> Held:
        """Answers where the partition will stand; raises ``RebuildFailed``, of one before too."""
        slots = slots_at(beginnings([place]))
        rows: Rows = defaultdict(dict)
        async for parts in self._source.parts(slots.values(), {place: end}):
            try:
                batch = batch_of(parts)
            except LogBroken as broken:
                raise RebuildFailed(str(broken)) from broken
            arrivals = batch.arrivals
            self._fold(without(arrivals, self._dropped) if self._has_dropped else arrivals, rows)
            applied(parts, batch)
            report(sum(len(part.records) for part in parts))
        await self._copied()
        self._copying = asyncio.create_task(self._copy(rows))
        return slots[place].held

    async def _copied(self) -> None:
        if self._copying is not None:
            await self._copying

    async def _copy(self, rows: Rows) -> None:
        for name, some in rows.items():
            await copy(self._connection, self._schema, self._tables[name], list(some.values()))

    def _fold(self, arrivals: Sequence[Arrival], rows: Rows) -> None:
        for arrival in arrivals:
            if arrival.error is not None:
                raise cannot_be_applied(arrival, arrival.error)
            event = arrival.event
            if event is None:
                continue
            try:
                for projection in self._projections.on(event):
                    table = rows[projection.table]
                    for key in projection.keys(event):
                        row = projection.evolve(key, table.get(key), event)
                        if row is not None:
                            table[key] = row
                        else:
                            table.pop(key, None)
            except Exception as error:  # whatever a projection raises concerns this event
                raise cannot_be_applied(arrival, type(error).__name__) from error


def cannot_be_applied(arrival: Arrival, code: str) -> RebuildFailed:
    place = arrival.place
    where = f"{place.source}/{place.partition}@{arrival.offset}"
    what = arrival.kind or "a message that is no event"
    return RebuildFailed(
        f"{what} at {where} (key {arrival.key}) cannot be applied: {code}. Mend the projection, "
        "or let the projector park it and decide with 'mastery parked drop'; then rebuild again"
    )


def reading_of(model: ReadModel, selection: Selection) -> Reading:
    return Reading(model.codec, model.keys, selection.events)


def places_of(model: ReadModel, selection: Selection) -> list[Place]:
    """The partitions of all topics that the selected projections read."""
    sources = sorted({model.source_of(event) for event in selection.events})
    return [Place(source, number) for source in sources for number in range(model.partitions)]


def largest_first(ends: Mapping[Place, int]) -> list[tuple[Place, int]]:
    return sorted(ends.items(), key=lambda one: one[1], reverse=True)
