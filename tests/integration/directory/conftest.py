"""The directory's read model on a real PostgreSQL, written without a topic."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import services.directory
from shared.runtime.migrate import Source, migrate
from shared.runtime.pools import Pool, open_pool

MIGRATIONS = Path(services.directory.__file__).parent / "migrations"


@pytest.fixture(scope="module")
async def migrated(database: str) -> str:
    source = Source("directory", MIGRATIONS)
    await migrate(database, "directory_rows", [source], views="directory")
    return database


@pytest.fixture
async def rows(migrated: str) -> AsyncIterator[Pool]:
    """Empty tables."""
    pool = await open_pool(migrated, "directory_rows", "directory", application="test", most=2)
    async with pool:
        await pool.execute("TRUNCATE people, managers, report_line, departments")
        yield pool
