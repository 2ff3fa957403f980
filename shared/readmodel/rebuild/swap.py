"""The new tables take the place of the old ones, in one transaction, while everybody reads.

Views are bound to tables, not to their names: each that reads an old table is made again from its
own definition once the new one bears the name. Whoever reads holds a lock on the view, so the
exchange waits for them and they for it: ``LOCK_TIMEOUT`` at most, then it is tried again.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg

from shared.bus.cursor import Connection
from shared.kernel.projection import Marking
from shared.readmodel.derived import touched_of
from shared.readmodel.offsets import Held, Place
from shared.readmodel.rebuild.plan import ReadModel, RebuildFailed, Selection
from shared.readmodel.rebuild.tables import run
from shared.readmodel.registry import built

LOCK_TIMEOUT = "SET LOCAL lock_timeout = '200ms'"
BUSY = (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError)
"""Somebody was in the way for a moment."""

PAUSE = "LOCK TABLE projection_offsets IN EXCLUSIVE MODE"
WHERE = """
SELECT source, partition, next_offset FROM projection_offsets WHERE projector = $1
"""
UNDECIDED = """
SELECT count(*) FROM parked WHERE projector = $1 AND decision IS DISTINCT FROM 'drop'
"""
# Names in a definition are written out where the search path has none of them.
NOWHERE = "SET LOCAL search_path = ''"
VIEWS = """
SELECT format('CREATE OR REPLACE VIEW %I.%I %s AS %s', n.nspname, v.relname,
    CASE WHEN v.reloptions IS NULL THEN ''
         ELSE format('WITH (%s)', array_to_string(v.reloptions, ', ')) END,
    pg_get_viewdef(v.oid)) AS definition,
    format('%I.%I', n.nspname, v.relname) AS name
FROM pg_class v
JOIN pg_namespace n ON n.oid = v.relnamespace
WHERE v.relkind = 'v' AND EXISTS (
    SELECT FROM pg_rewrite r
    JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
    JOIN pg_class t ON d.refclassid = 'pg_class'::regclass AND d.refobjid = t.oid
    WHERE r.ev_class = v.oid AND t.relnamespace = to_regnamespace($1)::oid
      AND t.relname = ANY ($2))
ORDER BY v.oid
"""
LOCK = """
SELECT format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', string_agg(name, ', '))
FROM (
    SELECT name FROM unnest($3::text[]) AS name
    UNION ALL
    SELECT format('%I.%I', $1::text, name) FROM unnest($2::text[]) AS name
) AS all_of_them
"""
EXCHANGE = """
SELECT statement FROM (
    SELECT 1 AS step, format('CREATE SCHEMA %I', $3::text) AS statement
    UNION ALL
    SELECT 2, format('ALTER TABLE %I.%I SET SCHEMA %I', $1::text, name, $3::text)
    FROM unnest($4::text[]) AS name
    UNION ALL
    SELECT 3, format('ALTER TABLE %I.%I SET SCHEMA %I', $2::text, name, $1::text)
    FROM unnest($4::text[]) AS name
    UNION ALL
    SELECT 4, format('ALTER TABLE %I.%I RESET (autovacuum_enabled)', $1::text, name)
    FROM unnest($4::text[]) AS name
) AS steps ORDER BY step
"""
# Without CASCADE: what else hangs on an old table undoes the whole exchange.
DROP = """
SELECT statement FROM (
    SELECT 1 AS step, format('DROP TABLE %I.%I', $2::text, name) AS statement
    FROM unnest($3::text[]) AS name
    UNION ALL
    SELECT 2, format('DROP SCHEMA %I', name) FROM unnest(ARRAY[$1, $2]) AS name
) AS steps ORDER BY step
"""
HOME = "SELECT set_config('search_path', $1, true)"
# Also backwards, where the log is another; a worker that stands there goes by what it remembers,
# unless its epoch ends.
MOVE = """
INSERT INTO projection_offsets AS o
    (projector, source, partition, next_offset, last_position, last_event)
SELECT $1, * FROM unnest($2::text[], $3::integer[], $4::bigint[], $5::bigint[], $6::text[])
ON CONFLICT (projector, source, partition) DO UPDATE
SET next_offset = excluded.next_offset, last_position = excluded.last_position,
    last_event = excluded.last_event, updated_at = now(),
    epoch = o.epoch + (o.next_offset = excluded.next_offset AND (
        o.last_position <> excluded.last_position OR o.last_event <> excluded.last_event
    ) IS TRUE)::integer
"""
END_EPOCHS = "UPDATE projection_offsets SET epoch = epoch + 1 WHERE projector = $1"


async def pause(connection: Connection, model: ReadModel) -> dict[Place, int]:
    """Holds the projector back until the transaction ends; answers how far it is.

    Raises what is in ``BUSY``, and ``RebuildFailed`` if something has been parked meanwhile.
    """
    await connection.execute(LOCK_TIMEOUT)
    await connection.execute(PAUSE)
    if await connection.fetchval(UNDECIDED, model.name):
        raise RebuildFailed(
            "an event has been parked meanwhile: see "
            f"'mastery parked list {model.name}', decide, then rebuild again"
        )
    return await reached(connection, model)


async def reached(connection: Connection, model: ReadModel) -> dict[Place, int]:
    """How far the projector that serves is; what it has never held is missing."""
    rows = await connection.fetch(WHERE, model.name)
    return {Place(row["source"], row["partition"]): row["next_offset"] for row in rows}


async def exchange(
    connection: Connection,
    model: ReadModel,
    selection: Selection,
    held: Mapping[Place, Held],
    touched: Mapping[str, set[str]],
) -> None:
    """In the transaction that has paused the projector; raises what is in ``BUSY``.

    ``touched`` is noted by the markings once more: what they had noted has been followed in the
    old rows, if at all. ``held`` becomes the projector's place, if the whole read model is there.
    """
    tables = selection.tables
    await connection.execute(NOWHERE)
    views = await connection.fetch(VIEWS, model.rows, tables)
    lock = await connection.fetchval(LOCK, model.rows, tables, [view["name"] for view in views])
    await connection.execute(lock)
    await run(connection, EXCHANGE, model.rows, model.new, model.old, tables)
    for view in views:
        await connection.execute(view["definition"])
    await run(connection, DROP, model.new, model.old, tables)
    await connection.fetchval(HOME, f"{model.rows}, {model.views}")
    if selection.whole:
        await connection.execute(MOVE, model.name, *_columns(held))
    if await built(connection, selection.all):
        await connection.execute(END_EPOCHS, model.name)
    await _note(connection, model.markings, touched)


async def _note(
    connection: Connection, markings: Sequence[Marking], touched: Mapping[str, set[str]]
) -> None:
    for marking in markings:
        if keys := touched_of(marking.sources, touched):
            await connection.execute(marking.statement, keys)


def _columns(held: Mapping[Place, Held]) -> tuple[list[Any], ...]:
    return (
        [place.source for place in held],
        [place.partition for place in held],
        [one.next_offset for one in held.values()],
        [one.last_position for one in held.values()],
        [one.last_event for one in held.values()],
    )
