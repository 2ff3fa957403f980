"""A stream of any length is read page by page, and short questions do not wait for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

import pytest

from shared.bus import cursor
from shared.eventstore import postgres
from shared.eventstore.folding import Folds, Named
from shared.eventstore.lanes import Pool
from shared.kernel.messages import StreamId
from shared.privacy.memory import MemoryKeyStore
from shared.testing import shelf
from shared.testing.library import CODEC
from shared.testing.logs import LOG, append, fresh_schema, fresh_stream, pool_of, write

FILL = """
INSERT INTO events (position, event_id, stream_id, version, type, payload, about, recorded_at,
                    actor, command_id, correlation_id, origin)
SELECT n, gen_random_uuid(), $1, n, 'mastery.library.visit-counted.v1',
       '{"owner": "person-anna", "number": ' || n || ', "x": "' || repeat('x', $3) || '"}',
       '{-}', now(), 'a', gen_random_uuid(), 'c', 'live'
FROM generate_series(1, $2::integer) AS n
"""
KEEP_VERSION = "INSERT INTO streams (stream_id, version) VALUES ($1, $2)"
WAITING = "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = $1::regclass AND NOT granted)"
SECONDS = 30.0


@dataclass(frozen=True)
class Log:
    pool: Pool
    store: postgres.PostgresEventStore

    async def filled(self, events: int, extra: int = 0) -> Named:
        named = Named(StreamId(f"visitors-{uuid4()}"), shelf.visitors)
        await self.pool.execute(FILL, named.stream, events, extra, timeout=60)
        await self.pool.execute(KEEP_VERSION, named.stream, events)
        return named

    @asynccontextmanager
    async def events_locked(self) -> AsyncIterator[None]:
        async with self.pool.acquire() as connection, connection.transaction():
            await connection.execute("LOCK TABLE events IN ACCESS EXCLUSIVE MODE")
            yield


@pytest.fixture
async def log(database: str) -> AsyncIterator[Log]:
    schema = await fresh_schema(database, LOG)
    async with pool_of(database, schema) as pool, postgres.PostgresEventStore(pool) as store:
        yield Log(pool, store)


def folds(log: Log) -> Folds:
    """As a process has them that has just started."""
    return Folds(log.store, CODEC, MemoryKeyStore(), 100)


async def test_a_long_stream_is_folded_while_short_questions_are_answered(log: Log) -> None:
    named = await log.filled(50_000)
    other = fresh_stream()
    await log.store.append(append(write(other)))
    folding = asyncio.create_task(folds(log).current(named))
    answered = 0
    while not folding.done():
        assert await log.store.versions([other]) == {other: 1}
        answered += 1
    assert (await folding) == (shelf.Visits(number=50_000), 50_000)
    assert answered > 10


async def test_a_page_is_bounded_in_number(log: Log) -> None:
    named = await log.filled(1_600)
    pages = [page async for page in log.store.pages(named.stream, 5)]
    assert [event.version for page in pages for event in page] == list(range(6, 1_601))
    assert max(len(page) for page in pages) == postgres.PAGE


async def test_a_page_is_bounded_in_bytes(log: Log) -> None:
    large = 500_000
    named = await log.filled(60, extra=large)
    pages = [page async for page in log.store.pages(named.stream)]
    assert [event.version for page in pages for event in page] == list(range(1, 61))
    sizes = [sum(len(event.payload) for event in page) for page in pages[1:]]
    assert max(sizes) < postgres.PAGE_BYTES + 2 * large
    assert len(sizes) > 2


async def test_who_asks_for_less_of_a_long_stream_gets_it_all_the_same(log: Log) -> None:
    """Questions of one moment share a statement, and each has its own beginning."""
    named = await log.filled(200)
    read = await asyncio.gather(*(log.store.read_stream(named.stream, at) for at in (0, 190, 7)))
    assert [len(events) for events in read] == [200, 10, 193]


async def test_short_questions_have_a_connection_of_their_own(log: Log) -> None:
    named = await log.filled(2_000)
    other = fresh_stream()
    await log.store.append(append(write(other)))
    pages = log.store.pages(named.stream)
    first = await anext(pages)
    async with log.events_locked():
        second = asyncio.ensure_future(anext(pages))
        async with asyncio.timeout(SECONDS):
            while not await log.pool.fetchval(WAITING, "events"):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert await log.store.versions([other]) == {other: 1}
        assert not second.done()
    assert (await second)[0].version == first[-1].version + 1
    assert sum([len(page) async for page in pages]) == 2_000 - len(first) - postgres.PAGE


async def test_a_page_of_the_relay_is_bounded_in_bytes(log: Log) -> None:
    large = 1_000_000
    await log.filled(50, extra=large)
    pages, after = [], 0
    async with log.pool.acquire() as connection:
        while page := await cursor.read_page(connection, after):
            pages.append(page)
            after = page[-1].position
    assert [event.position for page in pages for event in page] == list(range(1, 51))
    sizes = [sum(len(event.payload) for event in page) for page in pages]
    assert max(sizes) < cursor.PAGE_BYTES + 2 * large
    assert len(pages) < 6
