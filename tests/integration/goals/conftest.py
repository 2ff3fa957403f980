"""The tables and views of goals in a database of their own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import services.goals
import shared.eventstore
import shared.readmodel
from shared.runtime.migrate import Source, migrate
from shared.runtime.pools import Pool, open_pool

LOG = Source("eventstore", Path(shared.eventstore.__path__[0]) / "migrations")
READ = Source("readmodel", Path(shared.readmodel.__path__[0]) / "migrations")
OWN = Source("goals", Path(services.goals.__path__[0]) / "migrations")


@pytest.fixture(scope="module")
async def rows(database: str) -> AsyncIterator[Pool]:
    """The read pool of the service."""
    await migrate(database, "goals_rows", [READ, OWN], views="goals")
    pool = await open_pool(database, "goals_rows", "goals", application="test")
    yield pool
    await pool.close()


@pytest.fixture(scope="module")
async def log(database: str) -> AsyncIterator[Pool]:
    """The log pool of the service."""
    await migrate(database, "goals_log", [LOG])
    pool = await open_pool(database, "goals_log", application="test")
    yield pool
    await pool.close()
