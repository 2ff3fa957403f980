"""The event store on PostgreSQL: ``migrations/`` with group commit and coalesced reads.

Four connections of the pool are kept: two for batches, one for the questions of commands, and one
for the rest of long streams, so that nobody waits for these but who asked for them.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from typing import Any, Self
from uuid import UUID

import orjson

from shared.eventstore.batcher import IN_FLIGHT, Batcher, Send
from shared.eventstore.columns import TYPES, columns, fast, texts
from shared.eventstore.continuity import Continuity
from shared.eventstore.joined import taken
from shared.eventstore.lanes import Lane, Pool, Row
from shared.eventstore.port import (
    Answer,
    Append,
    Appended,
    Conflict,
    Known,
    Outcome,
    Reused,
    StoredEvent,
    StreamPosition,
)
from shared.kernel.messages import StreamId
from shared.privacy.coalescing import Coalescer

APPEND = """
SELECT outcome, answer FROM append_batch(
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
"""
TAKEN = ", ".join(taken(number, type_) for number, type_ in enumerate(TYPES, 1))
APPEND_TEXTS = f"SELECT outcome, answer FROM append_batch({TAKEN})"  # noqa: S608 - our own types
FIND_COMMANDS = """
SELECT command_id, body_hash, answer FROM commands WHERE command_id = ANY ($1::uuid[])
"""
VERSIONS = "SELECT stream_id, version FROM streams WHERE stream_id = ANY ($1::text[])"
SHORT = 32
"""Events of a stream that are read with those of others; what is longer goes on by itself."""
READ_STREAMS = f"""
SELECT e.position, e.event_id, e.stream_id, e.version, e.type, e.payload, e.about, e.recorded_at,
       e.actor, e.command_id, e.correlation_id, e.causation_id, e.origin, e.traceparent,
       wanted.after
FROM unnest($1::text[], $2::integer[]) AS wanted (stream_id, after)
CROSS JOIN LATERAL (
    SELECT * FROM events
    WHERE events.stream_id = wanted.stream_id AND events.version > wanted.after
    ORDER BY events.version
    LIMIT {SHORT}
) AS e
"""  # noqa: S608 - our own number
PAGE = 500
PAGE_BYTES = 4_194_304
READ_PAGE = """
SELECT position, event_id, stream_id, version, type, payload, about, recorded_at,
       actor, command_id, correlation_id, causation_id, origin, traceparent
FROM (
    SELECT *, sum(octet_length(payload)) OVER (ORDER BY version) - octet_length(payload) AS before
    FROM (
        SELECT * FROM events WHERE stream_id = $1 AND version > $2 ORDER BY version LIMIT $3
    ) AS next
) AS measured
WHERE before < $4
ORDER BY version
"""
READ_LOG = """
SELECT position, event_id, stream_id, version, type, payload, about, recorded_at,
       actor, command_id, correlation_id, causation_id, origin, traceparent
FROM events WHERE position > $1 ORDER BY position LIMIT $2
"""
HEAD = "SELECT coalesce(max(position), 0) FROM events"

CONNECTIONS = IN_FLIGHT + 2
MOST_KEYS = 512
MOST_STREAMS = 256


class PostgresEventStore:
    """Of one log: the one in the first schema of the pool's search path.

    ``patience`` is how long, in seconds, a broken connection is made anew before the callers get
    ``Unavailable``; whether their commands were stored is then told by sending them again.
    """

    def __init__(self, pool: Pool, patience: float = 10.0) -> None:
        if pool.get_max_size() <= CONNECTIONS:
            raise ValueError(f"the pool needs more than {CONNECTIONS} connections")
        self._pool = pool
        self.continuity = Continuity()
        self._lanes = [Lane(pool, patience, self.continuity.connected) for _ in range(IN_FLIGHT)]
        self._reads = Lane(pool, patience)
        self._long_reads = Lane(pool, patience)
        self._batcher = Batcher([sender(lane, self.continuity) for lane in self._lanes])
        self._commands = Coalescer(self._find_commands, MOST_KEYS)
        self._versions = Coalescer(self._current_versions, MOST_KEYS)
        self._streams = Coalescer(self._read_streams, MOST_STREAMS)

    async def start(self) -> None:
        self._batcher.start()

    async def close(self) -> None:
        """Stores what has been handed in, and gives the connections back."""
        await self._batcher.close()
        for lane in (*self._lanes, self._reads, self._long_reads):
            await lane.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    def append(self, append: Append) -> Awaitable[Outcome]:
        return self._batcher.append(append)

    async def find_command(self, command_id: UUID, body_hash: bytes) -> Known | Reused | None:
        key = fast(command_id)
        found = (await self._commands.answers([key])).get(key)
        if found is None:
            return None
        stored, answer = found
        return Known(answer_of(orjson.loads(answer))) if stored in (None, body_hash) else Reused()

    async def read_stream(self, stream: StreamId, after: int = 0) -> Sequence[StoredEvent]:
        return [event async for page in self.pages(stream, after) for event in page]

    async def pages(self, stream: StreamId, after: int = 0) -> AsyncIterator[Sequence[StoredEvent]]:
        page = (await self._streams.answers([(stream, after)])).get((stream, after), ())
        if page:
            yield page
        if len(page) < SHORT:
            return
        while page:
            last = page[-1].version
            rows = await self._long_reads.fetch(READ_PAGE, stream, last, PAGE, PAGE_BYTES)
            page = [stored(row) for row in rows]
            if page:
                yield page

    async def versions(self, streams: Sequence[StreamId]) -> Mapping[StreamId, int]:
        found = await self._versions.answers(streams)
        return {stream: found.get(stream, 0) for stream in streams}

    async def read_log(self, after: int, limit: int) -> Sequence[StoredEvent]:
        return [stored(row) for row in await self._pool.fetch(READ_LOG, after, limit)]

    async def head(self) -> int:
        position: int = await self._pool.fetchval(HEAD)
        return position

    async def _find_commands(self, ids: Sequence[UUID]) -> Mapping[UUID, tuple[bytes | None, str]]:
        rows = await self._reads.fetch(FIND_COMMANDS, ids)
        return {row[0]: (row[1], row[2]) for row in rows}

    async def _current_versions(self, streams: Sequence[StreamId]) -> Mapping[StreamId, int]:
        rows = await self._reads.fetch(VERSIONS, streams)
        return {StreamId(row[0]): row[1] for row in rows}

    async def _read_streams(
        self, wanted: Sequence[tuple[StreamId, int]]
    ) -> Mapping[tuple[StreamId, int], Sequence[StoredEvent]]:
        found: dict[tuple[StreamId, int], list[StoredEvent]] = defaultdict(list)
        streams, afters = [stream for stream, _ in wanted], [after for _, after in wanted]
        for row in await self._reads.fetch(READ_STREAMS, streams, afters):
            event = stored(row[:-1])
            found[event.stream, row[-1]].append(event)
        return found


def sender(lane: Lane, continuity: Continuity) -> Send:
    """Stores a batch over ``lane``: one statement, one transaction."""

    async def send(batch: Sequence[Append]) -> Sequence[Outcome]:
        before = continuity.before()
        found = texts(batch)
        if found is None:
            rows = await lane.fetch(APPEND, *columns(batch))
        else:
            rows = await lane.fetch(APPEND_TEXTS, *found)
        answers = outcomes(rows)
        continuity.answered(before, batch, answers)
        return answers

    return send


def outcomes(rows: Sequence[Row]) -> Sequence[Outcome]:
    """The answers are read as one text, which is quicker."""
    answers = orjson.loads("[" + ",".join([row[1] or "null" for row in rows]) + "]")
    return [outcome(row[0], answer) for row, answer in zip(rows, answers, strict=True)]


def outcome(kind: str, answer: Sequence[Sequence[Any]] | None) -> Outcome:
    if kind == "conflict":
        return Conflict()
    if kind == "reused" or answer is None:
        return Reused()
    return (Appended if kind == "appended" else Known)(answer_of(answer))


def answer_of(moved: Sequence[Sequence[Any]]) -> Answer:
    return tuple([StreamPosition(*of_stream) for of_stream in moved])


def stored(row: Row | tuple[Any, ...]) -> StoredEvent:
    """The columns stand in the order of ``StoredEvent``'s fields."""
    position, event_id, stream, version, kind, payload, about, *rest = row
    return StoredEvent(position, event_id, stream, version, kind, payload, tuple(about), *rest)
