"""What has come since, into the new tables: as the live projector writes it, batch by batch."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from shared.bus.cursor import Connection
from shared.kernel.errors import LogBroken
from shared.readmodel.applying import REFUSED, without
from shared.readmodel.assignment import applied, batch_of
from shared.readmodel.derived import derived_tables
from shared.readmodel.folding import Folding, Projections
from shared.readmodel.offsets import Held, Place
from shared.readmodel.parked import Dropped
from shared.readmodel.rebuild.folding import Report, cannot_be_applied
from shared.readmodel.rebuild.plan import ReadModel, RebuildFailed, Selection
from shared.readmodel.rebuild.source import Source, slots_at
from shared.readmodel.tables import table_of


class CatchingUp:
    """``touched`` are the keys of folded rows that have changed since ``derive``, by table."""

    def __init__(
        self,
        model: ReadModel,
        selection: Selection,
        connection: Connection,
        source: Source,
        dropped: Dropped,
    ) -> None:
        self._selection = selection
        self._projections = Projections(selection.projections, model.codec)
        self._connection = connection
        self._source = source
        self._dropped = dropped
        self._folding = Folding(self._projections, {}, ())
        self.held: dict[Place, Held] = {}
        self.touched: dict[str, set[str]] = defaultdict(set)

    async def fold_only(self) -> None:
        await self._fold_with(None)

    async def derive(self, day: date) -> None:
        """From now on derived rows follow, as of ``day``."""
        await self._fold_with(day)
        self.touched.clear()

    async def _fold_with(self, day: date | None) -> None:
        connection = self._connection
        tables = {
            one.table: await table_of(connection, one.table, one.view)
            for one in self._selection.projections
        }
        if day is None:
            self._folding = Folding(self._projections, tables, ())
        else:
            derived = await derived_tables(connection, self._selection.derived)
            self._folding = Folding(self._projections, tables, derived, (), lambda: day)

    def behind(self, ends: Mapping[Place, int]) -> int:
        """Records; a partition that is further than ``ends`` has none."""
        return sum(max(0, end - self.held[place].next_offset) for place, end in ends.items())

    async def to(self, ends: Mapping[Place, int], report: Report) -> None:
        """Raises ``RebuildFailed`` for what cannot be applied."""
        slots = slots_at(self.held)
        async for parts in self._source.parts(slots.values(), ends):
            try:
                batch = batch_of(parts)
            except LogBroken as broken:
                raise RebuildFailed(str(broken)) from broken
            arrivals = without(batch.arrivals, self._dropped)
            try:
                async with self._connection.transaction():
                    folded = await self._folding.fold(self._connection, arrivals, ())
            except REFUSED as error:
                raise RebuildFailed(
                    f"a value of a recent event is refused ({type(error).__name__}): see "
                    "'mastery parked list'"
                ) from error
            if folded.parks:
                raise cannot_be_applied(folded.parks[0].arrival, folded.parks[0].error)
            for table, keys in folded.touched.items():
                self.touched[table] |= keys
            applied(parts, batch)
            report(sum(len(part.records) for part in parts))
