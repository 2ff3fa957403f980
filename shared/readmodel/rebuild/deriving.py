"""Derived tables of a rebuild: every key that any row touches, computed and copied in chunks."""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Any

from shared.bus.cursor import Connection
from shared.kernel.projection import Derived
from shared.readmodel.derived import DerivationFailed, DerivedTable, derived_tables
from shared.readmodel.rebuild import tables
from shared.readmodel.rebuild.copying import copy
from shared.readmodel.rebuild.folding import Report
from shared.readmodel.rebuild.plan import ReadModel, RebuildFailed, Selection
from shared.readmodel.tables import quoted, table_of

SOURCE_KEYS = 5000
DERIVED_KEYS = 1000
PAGE = "SELECT {key} FROM {table} WHERE {key} > $1 ORDER BY {key} LIMIT $2"
OWN_KEYS = "SELECT DISTINCT {key} FROM {table}"


class Deriving:
    """``connection`` finds the new tables first; those folded have their indexes already."""

    def __init__(self, model: ReadModel, selection: Selection, connection: Connection) -> None:
        self._model = model
        self._selection = selection
        self._connection = connection
        self._keys = {one.table: next(iter(one.view.__dataclass_fields__)) for one in model.all}

    async def build(self, day: date, report: Report) -> None:
        """The first time: into empty tables, which then get their indexes."""
        for derived in self._selection.derived:
            table = await table_of(self._connection, derived.table, derived.view)
            [computing] = await derived_tables(self._connection, [derived])
            for keys in chunks(await self._affected(derived)):
                rows = await self._computed(computing, keys, day)
                await copy(self._connection, self._model.new, table, rows)
                report(len(keys))
            await tables.index(self._connection, self._model, [derived.table])

    async def again(self, day: date, report: Report) -> None:
        """For another day: where it differs, in what stands already."""
        for derived in self._selection.derived:
            [computing] = await derived_tables(self._connection, [derived])
            own = OWN_KEYS.format(key=quoted(derived.key_column), table=quoted(derived.table))
            stand = {row[0] for row in await self._connection.fetch(own)}
            for keys in chunks(sorted({*stand, *await self._affected(derived)})):
                async with self._connection.transaction():
                    await computing.recompute(self._connection, keys, day)
                report(len(keys))

    async def _affected(self, derived: Derived[Any]) -> list[str]:
        found: set[str] = set()
        for source in derived.sources:
            async for keys in self._pages(source):
                rows = await self._connection.fetch(derived.affected, keys)
                found.update(row[0] for row in rows if row[0] is not None)
        return sorted(found)

    async def _pages(self, table: str) -> AsyncIterator[list[str]]:
        page = PAGE.format(key=quoted(self._keys[table]), table=quoted(table))
        after = ""
        while rows := await self._connection.fetch(page, after, SOURCE_KEYS):
            keys = [row[0] for row in rows]
            yield keys
            after = keys[-1]

    async def _computed(self, computing: DerivedTable, keys: Sequence[str], day: date) -> list[Any]:
        try:
            rows = await computing.rows(self._connection, keys, day)
        except DerivationFailed as failed:
            raise RebuildFailed(f"{computing.name} cannot be computed: {failed.code}") from failed
        return list(rows.values())


def chunks(keys: Sequence[str]) -> list[Sequence[str]]:
    return [keys[start : start + DERIVED_KEYS] for start in range(0, len(keys), DERIVED_KEYS)]
