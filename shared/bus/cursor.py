"""How far a log has been published, and which relay may say so."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import asyncpg

from shared.eventstore.port import StoredEvent
from shared.kernel.errors import LogBroken

Connection: TypeAlias = (
    "asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
)
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"

PAGE = 5000
PAGE_BYTES = 16_777_216

TRY_LOCK = "SELECT pg_try_advisory_lock(hashtextextended('relay of ' || current_schema(), 0))"
PREPARE = """
SET synchronous_commit = off;  -- a cursor that is lost repeats some events, no more
SET enable_seqscan = off       -- the page's plan may be kept from when the log was empty
"""
TAKE_OVER = "UPDATE relay_cursor SET epoch = epoch + 1 RETURNING epoch, position, sent"
STORE = "UPDATE relay_cursor SET position = $2, sent = $3 WHERE epoch = $1"
ABOUT = 6
# Columns in the order of the fields of StoredEvent.
READ_PAGE = f"""
SELECT position, event_id, stream_id, version, type, payload, about, recorded_at, actor,
       command_id, correlation_id, causation_id, origin, traceparent
FROM (
    SELECT *, sum(octet_length(payload)) OVER (ORDER BY position) - octet_length(payload) AS before
    FROM (SELECT * FROM events WHERE position > $1 ORDER BY position LIMIT $2) AS next
) AS measured
WHERE before < {PAGE_BYTES}
ORDER BY position
"""  # noqa: S608 - our own number


class LostLeadership(Exception):
    """Another relay has taken over; what this one sent since is sent again and dropped."""


@dataclass(slots=True)
class Cursor:
    """``sent`` is the last position sent to each partition, 0 for none."""

    epoch: int
    position: int
    sent: list[int] = field(default_factory=list)


async def lead(connection: Connection) -> bool:
    """Whether this session is the log's one relay from now on, until it ends."""
    if not await connection.fetchval(TRY_LOCK):
        return False
    await connection.execute(PREPARE)
    return True


async def take_over(connection: Connection, partitions: int) -> Cursor:
    row = await connection.fetchrow(TAKE_OVER)
    if row is None:
        raise LogBroken("relay_cursor has no row")
    sent = list(row["sent"]) or [0] * partitions
    if len(sent) != partitions:
        raise LogBroken(f"the topic has been given {len(sent)} partitions, not {partitions}")
    return Cursor(epoch=row["epoch"], position=row["position"], sent=sent)


async def store(connection: Connection, cursor: Cursor) -> None:
    done = await connection.execute(STORE, cursor.epoch, cursor.position, cursor.sent)
    if done != "UPDATE 1":
        raise LostLeadership


async def read_page(connection: Connection, after: int, limit: int = PAGE) -> Sequence[StoredEvent]:
    """The next events in order, as far as no position is missing.

    Raises ``LogBroken`` where the very next one is missing: what stands before goes out first.
    """
    rows = await connection.fetch(READ_PAGE, after, limit)
    if rows and rows[0]["position"] != after + 1:
        raise LogBroken(f"the log has a hole after position {after}")
    if rows and rows[-1]["position"] != after + len(rows):
        rows = [row for nth, row in enumerate(rows, after + 1) if row["position"] == nth]
    return [_event(list(row)) for row in rows]


def _event(values: list[Any]) -> StoredEvent:
    values[ABOUT] = tuple(values[ABOUT])
    return StoredEvent(*values)
