"""Schemas and their numbered ``.sql`` files, applied once each and never changed afterwards.

A schema of ours says so in its comment; a database that holds anything else is refused before
the first file is applied to it.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

import asyncpg

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

OURS = "Mastery: made by its migrations"

TABLE = """
CREATE TABLE IF NOT EXISTS {schema}.schema_migrations (
    source text NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (source, number)
)
"""
APPLIED = "SELECT number, sha256 FROM {schema}.schema_migrations WHERE source = $1"
RECORD = """
INSERT INTO {schema}.schema_migrations (source, number, name, sha256) VALUES ($1, $2, $3, $4)
"""
COMMENT_OF = """
SELECT coalesce(obj_description(oid, 'pg_namespace'), '') FROM pg_namespace WHERE nspname = $1
"""
IS_THERE = """
SELECT EXISTS (
    SELECT FROM pg_class JOIN pg_namespace AS space ON space.oid = relnamespace
    WHERE nspname = $1 AND relname = $2)
"""
LOCK = "SELECT pg_advisory_lock(hashtextextended('mastery migrations|' || $1, 0))"
FOREIGN = """
WITH objects AS (
    SELECT 'pg_class'::regclass AS class, oid, relnamespace AS schema, relname AS name
    FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    UNION ALL
    SELECT 'pg_proc'::regclass, oid, pronamespace, proname FROM pg_proc
)
SELECT nspname || '.' || name
FROM objects JOIN pg_namespace AS space ON space.oid = objects.schema
WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
  AND coalesce(obj_description(space.oid, 'pg_namespace'), '') <> $1
  AND NOT EXISTS (
      SELECT FROM pg_depend
      WHERE classid = objects.class AND objid = objects.oid AND deptype = 'e')
ORDER BY 1 LIMIT 20
"""


class MigrationRefused(Exception):
    """The database is not what the files expect; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Source:
    """A folder of files ``NNNN_what.sql``; ``name`` stands in ``schema_migrations``."""

    name: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Migration:
    number: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        return sha256(self.sql.encode()).hexdigest()


def files(source: Source) -> list[Migration]:
    """In their order; two with the same number are a mistake."""
    found: dict[int, Migration] = {}
    for path in sorted(source.folder.glob("*.sql")):
        match = re.fullmatch(r"(\d{4})_(\w+)\.sql", path.name)
        if match is None or int(match[1]) in found:
            raise MigrationRefused(f"{path}: its name must be NNNN_what.sql, each number once")
        found[int(match[1])] = Migration(int(match[1]), match[2], path.read_text())
    return [found[number] for number in sorted(found)]


async def foreign_objects(url: str) -> list[str]:
    """Up to 20 tables, views and functions in this database that are not the suite's."""
    connection = await asyncpg.connect(url)
    try:
        return await _foreign(connection)
    finally:
        await connection.close()


async def _foreign(connection: Connection) -> list[str]:
    return [str(row[0]) for row in await connection.fetch(FOREIGN, OURS)]


async def migrate(
    url: str, schema: str, sources: Sequence[Source], *, views: str | None = None
) -> int:
    """Applies what is missing, a transaction a file, and answers how many files that were.

    ``views`` is a second schema, made before the first file and left empty for its views.
    """
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(LOCK, schema)
        if not await _pending(connection, schema, sources):
            return 0  # also for a role that may use this schema and not change it
        for name in filter(None, (schema, views)):
            await _make_schema(connection, name)
        await connection.execute(TABLE.format(schema=_quoted(schema)))
        await connection.execute(f"SET search_path TO {_quoted(schema)}")
        return sum([await _apply(connection, schema, source) for source in sources])
    finally:
        await connection.close()  # which gives the lock back


async def pending(url: str, schema: str, sources: Sequence[Source]) -> list[str]:
    """Names of the files that have not been applied; all, if the schema is not there."""
    connection = await asyncpg.connect(url)
    try:
        return await _pending(connection, schema, sources)
    finally:
        await connection.close()


async def _pending(connection: Connection, schema: str, sources: Sequence[Source]) -> list[str]:
    known = await connection.fetchval(IS_THERE, schema, "schema_migrations")
    return [
        f"{source.name}/{migration.number:04}_{migration.name}"
        for source in sources
        for migration in (await _missing(connection, schema, source) if known else files(source))
    ]


async def grant_reading(url: str, role: str, schemas: Collection[str]) -> None:
    """Lets ``role`` read everything in these schemas, which hold views only."""
    connection = await asyncpg.connect(url)
    try:
        for schema in schemas:
            await connection.execute(f"GRANT USAGE ON SCHEMA {_quoted(schema)} TO {_quoted(role)}")
            await connection.execute(
                f"GRANT SELECT ON ALL TABLES IN SCHEMA {_quoted(schema)} TO {_quoted(role)}"
            )
    finally:
        await connection.close()


async def _make_schema(connection: Connection, schema: str) -> None:
    """One transaction, so that nobody sees the schema without its comment."""
    comment = await connection.fetchval(COMMENT_OF, schema)
    if comment == OURS:
        return
    if comment is not None:
        raise MigrationRefused(f"schema {schema} exists and is not Mastery's: use another database")
    if foreign := await _foreign(connection):
        raise MigrationRefused(
            f"the database holds what is not Mastery's ({', '.join(foreign[:5])}): "
            "use an empty database"
        )
    async with connection.transaction():
        await connection.execute(f"CREATE SCHEMA {_quoted(schema)}")
        await connection.execute(f"COMMENT ON SCHEMA {_quoted(schema)} IS '{OURS}'")


async def _missing(connection: Connection, schema: str, source: Source) -> list[Migration]:
    """Raises ``MigrationRefused`` where an applied file has been changed or is gone."""
    rows = await connection.fetch(APPLIED.format(schema=_quoted(schema)), source.name)
    applied = {row["number"]: row["sha256"] for row in rows}
    wanted = files(source)
    for migration in wanted:
        if applied.get(migration.number, migration.sha256) != migration.sha256:
            raise MigrationRefused(
                f"{source.name}/{migration.number:04}_{migration.name}.sql has been changed "
                "since it was applied: undo that, and add a file with the next number"
            )
    if gone := applied.keys() - {migration.number for migration in wanted}:
        raise MigrationRefused(
            f"{source.name}: the database has files {sorted(gone)} that this version lacks: "
            "run the newer version"
        )
    return [migration for migration in wanted if migration.number not in applied]


async def _apply(connection: Connection, schema: str, source: Source) -> int:
    missing = await _missing(connection, schema, source)
    for migration in missing:
        async with connection.transaction():
            await connection.execute(migration.sql)
            await connection.execute(
                RECORD.format(schema=_quoted(schema)),
                source.name,
                migration.number,
                migration.name,
                migration.sha256,
            )
    return len(missing)


def _quoted(name: str) -> str:
    """Names come from the code and the settings; quoting keeps a wrong one from doing harm."""
    return '"' + name.replace('"', '""') + '"'
