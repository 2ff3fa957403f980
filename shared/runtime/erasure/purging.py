"""Taking erased people out of a service's tables, down to the bytes.

The projector is held back meanwhile, so that no row is written from what was read before. Rows
that are deleted still stand in the files until ``VACUUM FULL`` writes these anew; so do rows that
a projector deleted long ago. Therefore each table that has rows of people is written anew.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from typing import Any

from shared.bus.envelope import SENT
from shared.bus.glance import glance
from shared.kernel.errors import UnreadableEvent
from shared.kernel.messages import StreamId
from shared.readmodel.derived import derived_tables
from shared.readmodel.rebuild.swap import PAUSE
from shared.readmodel.tables import quoted
from shared.runtime.erasure import marked
from shared.runtime.parts import Parts
from shared.runtime.scheduler import FORGET

LOCK_TIMEOUT = "SET LOCAL lock_timeout = '5s'"
SHORT_WAIT, ANY_WAIT = "SET lock_timeout = '5s'", "SET lock_timeout = 0"
PARKED = """
SELECT source, partition, record_offset, key, raw FROM parked WHERE projector = $1
"""
UNPARK = """
DELETE FROM parked WHERE projector = $1 AND source = $2 AND partition = $3 AND record_offset = $4
"""
HASHES = """
WITH concerned AS MATERIALIZED (
    SELECT command_id, about FROM events WHERE about && $1::text[]
)
UPDATE commands AS c SET body_hash = NULL FROM concerned AS e
WHERE c.command_id = e.command_id AND c.body_hash IS NOT NULL
RETURNING e.about
"""
SLOW = marked.SLOW

Counts = dict[StreamId, dict[str, int]]
"""Rows by person and table."""


class Purging:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._subscriptions = parts.definition.subscriptions

    async def purge(self, connection: Any, people: Sequence[StreamId]) -> Counts:
        """Twice is harmless. ``connection`` leads to the tables and is in no transaction."""
        parts = self._parts
        counts: Counts = {person: defaultdict(int) for person in people}
        columns = await marked.erased_columns(
            parts.log,
            parts.store,
            parts.codec,
            parts.keys,
            self._subscriptions.projections,
            people,
        )
        async with connection.transaction():
            await connection.execute(LOCK_TIMEOUT)
            await connection.execute(PAUSE)
            await self._rows(connection, people, counts)
            blanked = await marked.blank(connection, columns)
            await self._unpark(connection, counts)
            for statement in parts.definition.forgets:
                await connection.execute(statement, people)
            if self._subscriptions.on_deadline is not None:
                await connection.execute(FORGET)
        await self._hashes(people, counts)
        await self._write_anew(connection, blanked)
        return counts

    async def _rows(self, connection: Any, people: Sequence[StreamId], counts: Counts) -> None:
        touched: dict[str, set[str]] = defaultdict(set)
        for projection in self._subscriptions.projections:
            if projection.person is not None:
                key = fields(projection.view)[0].name
                statement = delete_of(projection.table, projection.person, key)
                for row in await connection.fetch(statement, people):
                    counts[StreamId(row[0])][projection.table] += 1
                    touched[projection.table].add(row[1])
        today = self._parts.clock.now().date()
        derived = await derived_tables(connection, self._subscriptions.derived)
        for one, table in zip(self._subscriptions.derived, derived, strict=True):
            if one.person is None:
                touched[one.table].update(await table.write(connection, touched, today))
                continue
            statement = keys_of(one.table, one.person, one.key_column)
            rows = await connection.fetch(statement, people)
            gone = await table.recompute(connection, {row[1] for row in rows}, today)
            touched[one.table].update(gone)
            for row in rows:
                counts[StreamId(row[0])][one.table] += 1

    async def _unpark(self, connection: Any, counts: Counts) -> None:
        """Whatever was decided about them; a rebuild passes over an erased person's events."""
        name = self._parts.definition.name
        for row in await connection.fetch(PARKED, name):
            person = whose(row["key"], row["raw"], counts)
            if person is not None:
                place = (row["source"], row["partition"], row["record_offset"])
                await connection.execute(UNPARK, name, *place)
                counts[person]["parked"] += 1

    async def _hashes(self, people: Sequence[StreamId], counts: Counts) -> None:
        for row in await self._parts.log.fetch(HASHES, people, timeout=SLOW):
            for person in set(row["about"]) & counts.keys():
                counts[person]["commands"] += 1
        await self._parts.log.execute("VACUUM commands", timeout=SLOW)

    async def _write_anew(self, connection: Any, blanked: Collection[str]) -> None:
        await connection.execute(SHORT_WAIT)
        try:
            for table in [*tables_of(self._subscriptions), *sorted(blanked), "parked"]:
                await connection.execute(f"VACUUM (FULL) {quoted(table)}", timeout=SLOW)
        finally:
            await connection.execute(ANY_WAIT)


def tables_of(subscriptions: Any) -> Sequence[str]:
    """Those with rows of people."""
    both = [*subscriptions.projections, *subscriptions.derived]
    return [one.table for one in both if one.person is not None]


def whose(key: str, raw: bytes | None, people: Mapping[StreamId, Any]) -> StreamId | None:
    """Which of ``people`` a parked message is a record of."""
    if StreamId(key) in people:
        return StreamId(key)
    try:
        person = glance(raw, SENT).whose
    except UnreadableEvent:
        return None
    return person if person in people else None


def delete_of(table: str, person: str, key: str) -> str:
    return (
        f"DELETE FROM {quoted(table)} WHERE {quoted(person)} = ANY ($1::text[]) "  # noqa: S608
        f"RETURNING {quoted(person)}, {quoted(key)}"
    )


def keys_of(table: str, person: str, key: str) -> str:
    return (
        f"SELECT {quoted(person)}, {quoted(key)} FROM {quoted(table)} "  # noqa: S608
        f"WHERE {quoted(person)} = ANY ($1::text[])"
    )
