"""Numbered files are applied once each, in order, and only where nobody else lives."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from shared.runtime.migrate import (
    MigrationRefused,
    Source,
    foreign_objects,
    grant_reading,
    migrate,
    pending,
)
from shared.testing.infrastructure import execute, fresh_database, unique, with_database


@pytest.fixture
async def empty(postgres_url: str) -> AsyncIterator[str]:
    async with fresh_database(postgres_url) as url:
        yield url


@pytest.fixture
def source(tmp_path: Path) -> Source:
    (tmp_path / "0001_things.sql").write_text("CREATE TABLE things (id int); SELECT 1;")
    (tmp_path / "0002_view.sql").write_text("CREATE VIEW shown.things AS SELECT id FROM things")
    return Source("things", tmp_path)


async def value(url: str, question: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_each_file_is_applied_once(empty: str, source: Source) -> None:
    assert await pending(empty, "rows", [source]) == ["things/0001_things", "things/0002_view"]
    assert await migrate(empty, "rows", [source], views="shown") == 2
    assert await migrate(empty, "rows", [source], views="shown") == 0
    assert await pending(empty, "rows", [source]) == []
    (source.folder / "0003_more.sql").write_text("ALTER TABLE things ADD COLUMN name text")
    assert await pending(empty, "rows", [source]) == ["things/0003_more"]
    assert await migrate(empty, "rows", [source], views="shown") == 1


async def test_processes_that_start_together_apply_it_once(empty: str, source: Source) -> None:
    applied = await asyncio.gather(
        *(migrate(empty, "rows", [source], views="shown") for _ in range(5))
    )
    assert sorted(applied) == [0, 0, 0, 0, 2]


async def test_a_file_that_fails_leaves_the_ones_before_it(empty: str, source: Source) -> None:
    (source.folder / "0003_bad.sql").write_text("CREATE TABLE half (id int); SELECT 1 / 0;")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(empty, "rows", [source], views="shown")
    assert await pending(empty, "rows", [source]) == ["things/0003_bad"]
    assert await value(empty, "SELECT to_regclass('rows.half')") is None


async def test_a_file_that_was_changed_is_refused(empty: str, source: Source) -> None:
    await migrate(empty, "rows", [source], views="shown")
    (source.folder / "0001_things.sql").write_text("CREATE TABLE things (id bigint)")
    with pytest.raises(MigrationRefused, match=r"0001_things\.sql has been changed"):
        await migrate(empty, "rows", [source], views="shown")


async def test_an_older_version_refuses_a_newer_database(empty: str, source: Source) -> None:
    await migrate(empty, "rows", [source], views="shown")
    (source.folder / "0002_view.sql").unlink()
    with pytest.raises(MigrationRefused, match="run the newer version"):
        await migrate(empty, "rows", [source], views="shown")


async def test_names_of_files_are_held_to(empty: str, source: Source) -> None:
    (source.folder / "0001_again.sql").write_text("SELECT 1")
    with pytest.raises(MigrationRefused, match="each number once"):
        await migrate(empty, "rows", [source], views="shown")


async def test_a_database_of_somebody_elses_is_refused(empty: str, source: Source) -> None:
    assert await foreign_objects(empty) == []
    await execute(empty, "CREATE TABLE invoices (id int)")
    assert await foreign_objects(empty) == ["public.invoices"]
    with pytest.raises(MigrationRefused, match=r"public\.invoices"):
        await migrate(empty, "rows", [source], views="shown")


async def test_a_schema_of_somebody_elses_is_refused(empty: str, source: Source) -> None:
    await execute(empty, "CREATE SCHEMA shown")
    with pytest.raises(MigrationRefused, match="schema shown exists"):
        await migrate(empty, "rows", [source], views="shown")


async def test_our_own_schemas_and_extensions_are_no_strangers(empty: str, source: Source) -> None:
    await execute(empty, "CREATE EXTENSION IF NOT EXISTS pg_trgm")
    await migrate(empty, "rows", [source], views="shown")
    assert await foreign_objects(empty) == []
    (source.folder / "0002_view.sql").unlink()
    assert await migrate(empty, "other_rows", [source], views="other_shown") == 1


async def test_the_gateways_role_reads_views_and_nothing_else(empty: str, source: Source) -> None:
    await migrate(empty, "rows", [source], views="shown")
    role = unique("reader_")
    await execute(empty, f"CREATE ROLE {role} LOGIN PASSWORD 'x'")
    try:
        await grant_reading(empty, role, ["shown"])
        connection = await asyncpg.connect(empty)
        await connection.execute(f"SET ROLE {role}")
        await connection.execute("SELECT * FROM shown.things")
        for statement in ("SELECT * FROM rows.things", "INSERT INTO shown.things VALUES (1)"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
        await connection.close()
    finally:
        await execute(empty, f"DROP OWNED BY {role}; DROP ROLE {role}")


async def test_a_name_cannot_break_out_of_its_quotes(empty: str, source: Source) -> None:
    (source.folder / "0002_view.sql").unlink()
    await migrate(empty, 'ro"ws; DROP', [source])
    assert await pending(with_database(empty, empty.rpartition("/")[2]), "rows", [source])
