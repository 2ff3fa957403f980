"""The rows that commands leave, put in by one statement a batch: no lock, no check, no answer.

Positions and versions are known beforehand; tables and indexes are those of the log.
"""

import hashlib
import time
from collections.abc import Sequence

from asyncpg.pgproto import pgproto

from shared.bus.cursor import Pool
from shared.eventstore.port import StoredEvent

EVENTS = """
INSERT INTO events (position, event_id, stream_id, version, type, payload, about, recorded_at,
                    actor, command_id, correlation_id, causation_id, origin, traceparent)
SELECT position, event_id, stream_id, version, type, payload, string_to_array(about, ' '),
       recorded_at, actor, command_id, correlation_id, causation_id, origin, traceparent
FROM unnest($1::bigint[], $2::uuid[], $3::text[], $4::integer[], $5::text[], $6::text[],
            $7::text[], $8::timestamptz[], $9::text[], $10::uuid[], $11::text[], $12::text[],
            $13::text[], $14::text[])
    AS e (position, event_id, stream_id, version, type, payload, about, recorded_at, actor,
          command_id, correlation_id, causation_id, origin, traceparent)
"""
ALL = f"""
WITH put AS ({EVENTS}), remembered AS (
    INSERT INTO commands (command_id, body_hash, answer, kept)
    SELECT command_id, body_hash, answer, false
    FROM unnest($10::uuid[], $15::bytea[], $16::text[]) AS c (command_id, body_hash, answer)
)
INSERT INTO streams (stream_id, version)
SELECT * FROM unnest($3::text[], $4::integer[])
ON CONFLICT (stream_id) DO UPDATE SET version = excluded.version
"""  # noqa: S608 - our own statement
"""Each stream once a batch."""

Row = tuple[object, ...]


def row_of(event: StoredEvent) -> Row:
    """Of the event, then what is kept of its command beside it."""
    return (
        event.position,
        event.event_id,
        event.stream,
        event.version,
        event.type,
        event.payload,
        " ".join(event.about),
        event.recorded_at,
        event.actor,
        pgproto.UUID(event.command_id.bytes),
        event.correlation_id,
        event.causation_id,
        event.origin,
        event.traceparent,
        hashlib.sha256(event.command_id.bytes).digest(),
        f'[["{event.stream}", {event.version}, {event.position}]]',
    )


async def rate(pool: Pool, rows: Sequence[Row], batch: int, *, events_alone: bool = False) -> float:
    """Commands a second into empty tables, one batch after the other as an ordered log needs it."""
    statement, width = (EVENTS, 14) if events_alone else (ALL, 16)
    async with pool.acquire() as connection:
        await connection.execute("TRUNCATE events, commands, streams")
        started = time.perf_counter()
        for start in range(0, len(rows), batch):
            some = rows[start : start + batch]
            await connection.execute(statement, *map(list, list(zip(*some, strict=True))[:width]))
        return len(rows) / (time.perf_counter() - started)
