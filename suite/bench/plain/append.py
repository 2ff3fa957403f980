"""Rows of events put in by one ``INSERT … SELECT unnest`` a batch: no lock, no check, no answer.

Positions and versions are known beforehand; table and indexes are those of the log.
"""

import time
from collections.abc import Sequence

from asyncpg.pgproto import pgproto

from shared.bus.cursor import Pool
from shared.eventstore.port import StoredEvent

INSERT = """
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

Row = tuple[object, ...]


def row_of(event: StoredEvent) -> Row:
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
    )


async def rate(pool: Pool, rows: Sequence[Row], batch: int) -> float:
    """Rows a second into an empty table, one batch after the other as an ordered log needs it."""
    async with pool.acquire() as connection:
        await connection.execute("TRUNCATE events")
        started = time.perf_counter()
        for start in range(0, len(rows), batch):
            some = rows[start : start + batch]
            await connection.execute(INSERT, *map(list, zip(*some, strict=True)))
        return len(rows) / (time.perf_counter() - started)
