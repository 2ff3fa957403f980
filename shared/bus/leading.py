"""An operator's command in the place of a log's relay: nothing is published meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from shared.bus.cursor import Connection, Pool, lead

# A key of 64 bits stands in the lock table in two halves.
END_RELAY = """
SELECT pg_terminate_backend(pid) FROM pg_locks
WHERE locktype = 'advisory' AND granted AND objsubid = 1
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND (classid::bigint << 32) | objid::bigint
      = hashtextextended('relay of ' || current_schema(), 0)
"""
DURABLE = "SET synchronous_commit = on"
MOVE = "UPDATE relay_cursor SET epoch = epoch + 1, position = $1, sent = $2"
STREAMS = """
SELECT position, stream_id FROM events WHERE position > $1 AND position <= $2
ORDER BY position LIMIT 20000
"""
PAUSE = 0.05


@asynccontextmanager
async def leading(log: Pool) -> AsyncIterator[Connection]:
    """Ends the relay's session and takes its lock; afterwards relays lead again."""
    async with log.acquire() as connection:
        while not await lead(connection):
            await connection.execute(END_RELAY)
            await asyncio.sleep(PAUSE)
        await connection.execute(DURABLE)
        try:
            yield connection
        finally:
            connection.terminate()  # which gives the lock back, whatever state it is in


async def move_cursor(connection: Connection, position: int, sent: Sequence[int]) -> None:
    """``sent`` is the last position of each partition up to ``position``."""
    await connection.execute(MOVE, position, list(sent))
