"""A log whose lock others have: queued for again and again, but not for ever."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import pytest

from shared.eventstore import lanes, postgres
from shared.eventstore.lanes import Pool
from shared.eventstore.port import Appended
from shared.kernel.errors import Unavailable
from shared.testing.logs import LOG, append, fresh_schema, fresh_stream, pool_of, write

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('append to ' || current_schema(), 0))"
WAITS_SINCE = """
SELECT a.query_start FROM pg_stat_activity AS a JOIN pg_locks AS l USING (pid)
WHERE l.locktype = 'advisory' AND NOT l.granted
AND l.objid = (hashtextextended('append to ' || current_schema(), 0) & 4294967295)::oid
"""
QUICK = lanes.SETTINGS.replace("lock_timeout = '1s'", "lock_timeout = '50ms'")
SECONDS = 30.0


@pytest.fixture
async def pool(database: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Pool]:
    assert QUICK != lanes.SETTINGS
    monkeypatch.setattr(lanes, "SETTINGS", QUICK)
    async with pool_of(database, await fresh_schema(database, LOG)) as pool:
        yield pool


@asynccontextmanager
async def locked(pool: Pool) -> AsyncIterator[None]:
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(LOCK)
        yield


async def test_an_append_queues_again_when_its_turn_does_not_come(pool: Pool) -> None:
    async with postgres.PostgresEventStore(pool) as store:
        async with locked(pool):
            appending = asyncio.ensure_future(store.append(append(write(fresh_stream()))))
            tries: set[datetime] = set()
            async with asyncio.timeout(SECONDS):
                while len(tries) < 3:
                    tries |= {row["query_start"] for row in await pool.fetch(WAITS_SINCE)}
                    await asyncio.sleep(0.01)
            assert not appending.done()
        assert isinstance(await appending, Appended)
        assert await store.head() == 1


async def test_an_append_does_not_queue_for_ever(pool: Pool) -> None:
    async with postgres.PostgresEventStore(pool, patience=0.2) as store, locked(pool):
        async with asyncio.timeout(SECONDS):
            with pytest.raises(Unavailable):
                await store.append(append(write(fresh_stream())))
