"""Fault 28, of the log: without its lock or its comparison, a test of ours fails."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

import shared.eventstore
from shared.eventstore import postgres
from shared.eventstore.columns import columns
from shared.eventstore.lanes import Pool
from shared.eventstore.port import Append
from shared.testing.logs import LOG, append, fresh_schema, fresh_stream, pool_of, write

FUNCTION = Path(shared.eventstore.__path__[0]) / "migrations" / "0003_append_batch_in_sets.sql"
LOCK = "PERFORM pg_advisory_xact_lock(hashtextextended('append to ' || current_schema(), 0));"
WAITS = "SELECT wait_event_type FROM pg_stat_activity WHERE pid = $1"
COMPARISON = "          <> w.expected;"


@asynccontextmanager
async def log_without(database: str, part: str) -> AsyncIterator[Pool]:
    """A log whose function lacks this line."""
    text = FUNCTION.read_text()
    assert part in text
    async with pool_of(database, await fresh_schema(database, LOG)) as pool:
        replacement = "" if part == LOCK else "          < 0;"
        await pool.execute("DROP FUNCTION append_batch")
        await pool.execute(text.replace(part, replacement))
        yield pool


async def appended(pool: Pool, command: Append) -> str:
    return str((await pool.fetch(postgres.APPEND, *columns([command])))[0]["outcome"])


async def test_without_the_lock_two_writers_give_out_the_same_position(database: str) -> None:
    async with (
        log_without(database, LOCK) as pool,
        pool.acquire() as first,
        pool.acquire() as second,
    ):
        inside = first.transaction()
        await inside.start()
        await first.fetch(postgres.APPEND, *columns([append(write(fresh_stream()))]))
        process = await second.fetchval("SELECT pg_backend_pid()")
        other = columns([append(write(fresh_stream()))])
        appending = asyncio.create_task(second.fetch(postgres.APPEND, *other))
        while await pool.fetchval(WAITS, process) != "Lock":  # for the first one's position
            assert not appending.done()
        await inside.commit()
        with pytest.raises(asyncpg.UniqueViolationError, match="events_pkey"):
            await appending


async def test_without_the_comparison_a_stale_writer_is_stopped_or_leaves_a_hole(
    database: str,
) -> None:
    async with log_without(database, COMPARISON) as pool:
        stream = fresh_stream()
        await appended(pool, append(write(stream)))
        with pytest.raises(asyncpg.AssertError):
            await appended(pool, append(write(stream)))
        await appended(pool, append(write(stream, 7)))
        versions = await pool.fetch("SELECT version FROM events WHERE stream_id = $1", stream)
        assert [row["version"] for row in versions] == [1, 8]  # what the judge of histories finds
