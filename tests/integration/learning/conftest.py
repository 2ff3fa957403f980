"""The tables and the log of learning in a database of their own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import services.learning
import shared.eventstore
import shared.readmodel
from shared.runtime.migrate import Source, migrate
from shared.runtime.pools import Pool, open_pool

LOG = Source("eventstore", Path(shared.eventstore.__path__[0]) / "migrations")
READ = Source("readmodel", Path(shared.readmodel.__path__[0]) / "migrations")
OWN = Source("learning", Path(services.learning.__path__[0]) / "migrations")


@pytest.fixture(scope="module")
async def rows(database: str) -> AsyncIterator[Pool]:
    """The read pool of the service."""
    await migrate(database, "learning_rows", [READ, OWN], views="learning")
    pool = await open_pool(database, "learning_rows", "learning", application="test")
    yield pool
    await pool.close()


@pytest.fixture(scope="module")
async def log(database: str) -> AsyncIterator[Pool]:
    """The log pool of the service."""
    await migrate(database, "learning_log", [LOG])
    pool = await open_pool(database, "learning_log", application="test")
    yield pool
    await pool.close()
