"""Derived rows: recomputed for the keys that a batch touched, in the batch's transaction.

First the keys are locked, in a statement of its own and in one order, then their inputs are read
in a later one: under READ COMMITTED that statement sees what the worker before has committed.
``affected`` must name a key from the touched rows themselves, or from rows that the same worker
writes; else two workers could each miss the other's row.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence, Set
from datetime import date
from typing import Any

import asyncpg

from shared.bus.cursor import Connection
from shared.kernel.messages import View
from shared.kernel.projection import Derived
from shared.readmodel.tables import Table, table_of

MOST_LOCKS = 500
"""More keys than this lock the whole table instead: the server's lock table is finite."""

LOCK_SOME = """
SELECT pg_advisory_xact_lock_shared(hashtextextended('derived ' || $1, 0))
"""
LOCK_KEYS = """
SELECT pg_advisory_xact_lock(key)
FROM (
    SELECT DISTINCT hashtextextended($1 || ' ' || name, 1) AS key
    FROM unnest($2::text[]) AS name
    ORDER BY key
) AS sorted
"""
LOCK_ALL = """
SELECT pg_advisory_xact_lock(hashtextextended('derived ' || $1, 0))
"""
QUALIFIED = "SELECT current_schema() || '.' || $1"


class DerivationFailed(Exception):
    """``compute`` raised; ``code`` is the name of what it raised."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class DerivedTable:
    """One derived table; ``write`` answers which of its rows have changed."""

    def __init__(self, derived: Derived[Any], table: Table[Any], lock_name: str) -> None:
        self.name = derived.table
        self._derived = derived
        self._table = table
        self._lock_name = lock_name

    async def write(
        self, connection: Connection, touched: Mapping[str, Set[str]], day: date
    ) -> Collection[str]:
        """``touched`` are the keys of changed rows by table, this one's sources among them."""
        rows = touched_of(self._derived.sources, touched)
        if not rows:
            return ()
        await self._guard(connection)
        found = await connection.fetch(self._derived.affected, rows)
        keys = sorted({row[0] for row in found if row[0] is not None})
        return await self._recompute(connection, keys, day)

    async def recompute(
        self, connection: Connection, keys: Collection[str], day: date
    ) -> Collection[str]:
        """Of these derived keys, whatever has been touched."""
        await self._guard(connection)
        return await self._recompute(connection, sorted(keys), day)

    async def _guard(self, connection: Connection) -> None:
        if self._derived.guard is not None:
            await connection.execute(self._derived.guard)

    async def _recompute(
        self, connection: Connection, keys: Sequence[str], day: date
    ) -> Collection[str]:
        if not keys:
            return ()
        await self._lock(connection, keys)
        return await self._replace(connection, keys, await self.rows(connection, keys, day))

    async def rows(
        self, connection: Connection, keys: Sequence[str], day: date
    ) -> Mapping[str, View]:
        """What stands, by the tables as they are, in all rows of these derived keys."""
        arguments = (keys, day) if self._derived.dated else (keys,)
        by_key: dict[str, list[asyncpg.Record]] = defaultdict(list)
        for row in await connection.fetch(self._derived.inputs, *arguments):
            by_key[row[0]].append(row)
        return self._computed(keys, by_key, day)

    async def _lock(self, connection: Connection, keys: Sequence[str]) -> None:
        if len(keys) > MOST_LOCKS:
            await connection.execute(LOCK_ALL, self._lock_name)
            return
        await connection.execute(LOCK_SOME, self._lock_name)
        await connection.execute(LOCK_KEYS, self._lock_name, keys)

    def _computed(
        self, keys: Sequence[str], inputs: Mapping[str, Sequence[asyncpg.Record]], day: date
    ) -> Mapping[str, View]:
        try:
            return {
                self._table.key_of(row): row
                for key in keys
                for row in self._derived.compute(key, inputs.get(key, ()), day)
            }
        except Exception as error:
            raise DerivationFailed(type(error).__name__) from error

    async def _replace(
        self, connection: Connection, keys: Sequence[str], rows: Mapping[str, View]
    ) -> Collection[str]:
        """Writes what differs, so that a batch that changes little writes little."""
        before = await self._table.load_by(connection, self._derived.key_column, keys)
        gone = [key for key in before if key not in rows]
        changed = [row for key, row in rows.items() if before.get(key) != row]
        await self._table.remove(connection, gone)
        await self._table.write(connection, changed)
        return [*gone, *map(self._table.key_of, changed)]


def touched_of(sources: Sequence[str], touched: Mapping[str, Collection[str]]) -> list[str]:
    """The keys that were touched in any of these tables, each once."""
    return sorted({key for source in sources for key in touched.get(source, ())})


async def derived_tables(
    connection: Connection, derived: Sequence[Derived[Any]]
) -> Sequence[DerivedTable]:
    return [
        DerivedTable(
            one,
            await table_of(connection, one.table, one.view),
            await connection.fetchval(QUALIFIED, one.table),
        )
        for one in derived
    ]
