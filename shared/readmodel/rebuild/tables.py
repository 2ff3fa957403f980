"""New tables beside the old ones: made like them, filled without indexes, then given theirs."""

import asyncio
from collections import deque
from collections.abc import Sequence

from shared.bus.cursor import Connection
from shared.readmodel.rebuild.plan import ReadModel

END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE application_name = $1 AND datname = current_database() AND pid <> pg_backend_pid()
"""
CLEAN = """
SELECT format('DROP SCHEMA IF EXISTS %I CASCADE', name) FROM unnest($1::text[]) AS name
"""
# The schema bears the comment of the one beside it, by which the migrations know their own.
MAKE = """
SELECT statement FROM (
    SELECT 1 AS step, format('CREATE SCHEMA %I', $2::text) AS statement
    UNION ALL
    SELECT 2, format('COMMENT ON SCHEMA %I IS %L', $2::text,
        coalesce(obj_description(to_regnamespace($1)::oid, 'pg_namespace'), ''))
    UNION ALL
    SELECT 3, format('CREATE TABLE %I.%I (LIKE %I.%I INCLUDING ALL EXCLUDING INDEXES) '
        'WITH (autovacuum_enabled = false)', $2::text, name, $1::text, name)
    FROM unnest($3::text[]) AS name
    UNION ALL
    SELECT 4, format('ALTER TABLE %I.%I ALTER COLUMN %I SET STATISTICS %s',
        $2::text, c.relname, a.attname, a.attstattarget)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = to_regnamespace($1)::oid AND c.relname = ANY ($3) AND a.attnum > 0
      AND NOT a.attisdropped AND a.attstattarget >= 0
    UNION ALL
    SELECT 4, format('ALTER TABLE %I.%I SET (%s)',
        $2::text, relname, array_to_string(reloptions, ', '))
    FROM pg_class
    WHERE relnamespace = to_regnamespace($1)::oid AND relname = ANY ($3) AND reloptions IS NOT NULL
    UNION ALL
    SELECT 5, format('COMMENT ON TABLE %I.%I IS %L',
        $2::text, c.relname, obj_description(c.oid, 'pg_class'))
    FROM pg_class c
    WHERE c.relnamespace = to_regnamespace($1)::oid AND c.relname = ANY ($3)
) AS steps ORDER BY step
"""
INDEX = """
SELECT statement FROM (
    SELECT 1 AS step, CASE
        WHEN k.oid IS NOT NULL THEN format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s',
            $2::text, c.relname, k.conname, pg_get_constraintdef(k.oid))
        ELSE replace(pg_get_indexdef(i.indexrelid),
            format(' ON %I.%I USING ', $1::text, c.relname),
            format(' ON %I.%I USING ', $2::text, c.relname))
        END AS statement
    FROM pg_index i
    JOIN pg_class c ON c.oid = i.indrelid
    LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
    WHERE c.relnamespace = to_regnamespace($1)::oid AND c.relname = ANY ($3)
    UNION ALL
    SELECT 2, format('ALTER INDEX %I.%I ALTER COLUMN %s SET STATISTICS %s',
        $2::text, x.relname, a.attnum, a.attstattarget)
    FROM pg_index i
    JOIN pg_class c ON c.oid = i.indrelid
    JOIN pg_class x ON x.oid = i.indexrelid
    JOIN pg_attribute a ON a.attrelid = x.oid
    WHERE c.relnamespace = to_regnamespace($1)::oid AND c.relname = ANY ($3)
      AND a.attstattarget >= 0
    UNION ALL
    SELECT 3, format('ANALYZE %I.%I', $2::text, name) FROM unnest($3::text[]) AS name
) AS steps ORDER BY step
"""


async def clean(connection: Connection, model: ReadModel) -> None:
    """Removes what a rebuild that was killed has left, and ends what still writes there."""
    await connection.fetch(END_OTHERS, model.application)
    await run(connection, CLEAN, [model.new, model.old])


async def make(connection: Connection, model: ReadModel, tables: Sequence[str]) -> None:
    async with connection.transaction():
        await run(connection, MAKE, model.rows, model.new, tables)


async def index(connection: Connection, model: ReadModel, tables: Sequence[str]) -> None:
    """Each a statement of its own, so that it can be cancelled in between."""
    await run(connection, INDEX, model.rows, model.new, tables)


async def index_side_by_side(model: ReadModel, tables: Sequence[str], sessions: int) -> None:
    """One table after the other in each of so many sessions of the server."""
    waiting = deque(tables)

    async def some() -> None:
        connection = await model.connection(model.new, model.rows, model.views)
        try:
            while waiting:
                await index(connection, model, [waiting.popleft()])
        finally:
            await connection.close()

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(min(sessions, len(tables))):
                group.create_task(some())
    except* Exception as failures:
        raise failures.exceptions[0] from failures


async def run(connection: Connection, question: str, *arguments: object) -> None:
    """Runs the statements that the catalog answers: it quotes the names."""
    for row in await connection.fetch(question, *arguments):
        await connection.execute(row[0])
