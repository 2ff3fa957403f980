"""A log that is behind its topic gets back what it had published: its backup was older.

The topic holds the same bytes, so events return to their old positions with their commands, whose
repeats are answered and, without the hash of their bodies, not compared. What had been acknowledged
and not published is lost; where it left holes between published events, their positions are filled
with events that say so, if that is asked for, because a log has no holes.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

import asyncpg

from shared.bus.cursor import PAGE, Connection, Pool
from shared.bus.envelope import Envelope
from shared.bus.leading import leading, move_cursor
from shared.bus.lost import lost_kind
from shared.bus.producer import Connect
from shared.bus.republish import HEAD, follow
from shared.bus.tail import Read, tail_of
from shared.kernel.errors import LogBroken
from shared.kernel.messages import NOBODY, StreamId

ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('append to ' || current_schema(), 0))"
VERSIONS = "SELECT stream_id, version FROM streams WHERE stream_id = ANY ($1::text[])"
PUT_VERSIONS = """
INSERT INTO streams (stream_id, version) SELECT * FROM unnest($1::text[], $2::integer[])
ON CONFLICT (stream_id) DO UPDATE SET version = excluded.version
"""
PUT_COMMANDS = """
INSERT INTO commands (command_id, body_hash, answer, kept)
SELECT command_id, NULL, answer, kept
FROM unnest($1::uuid[], $2::text[], $3::boolean[]) AS command (command_id, answer, kept)
ON CONFLICT (command_id) DO NOTHING
"""
SENT = "SELECT position, sent FROM relay_cursor"
EVENTS = (
    "position", "event_id", "stream_id", "version", "type", "payload", "about", "recorded_at",
    "actor", "command_id", "correlation_id", "causation_id", "origin",
)  # fmt: skip
LOST_SPACE = UUID("7d0cba42-4a3c-5d3e-9b0e-4c8a3f9d2b11")
OPERATOR = "client:operator"
POLICY = "policy:"


class RecoverRefused(Exception):
    """Nothing has been appended; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """Positions ``first`` to ``last``; ``lost`` are those of them that nobody has any more."""

    first: int
    last: int
    lost: Sequence[int]


@dataclass(frozen=True, slots=True)
class Behind:
    """A service's log that its topic is ahead of."""

    log: Pool
    connect: Connect
    service: str
    topic: str
    partitions: int

    async def recover(self, now: datetime, *, without_lost: bool) -> Recovered | None:
        """None if the log lacks nothing; raises ``RecoverRefused`` and ``LogBroken``."""
        async with leading(self.log) as connection:
            head: int = await connection.fetchval(HEAD)
            async with tail_of(self.connect, self.service, self.topic, self.partitions) as tail:
                read = await tail.after(head)
            found = after(head, read)
            if not found:
                return None
            last = max(found)
            lost = [position for position in range(head + 1, last) if position not in found]
            if lost and not without_lost:
                raise RecoverRefused(
                    f"{len(lost)} of the positions {head + 1} to {last} were never published and "
                    f"are lost, the first is {lost[0]}: '--without-lost' goes on without them, "
                    "a newer backup of the log may still hold them"
                )
            filled = [*found.values(), *(self._filler(at, now) for at in lost)]
            filled.sort(key=lambda one: one.position)
            try:
                async with connection.transaction():
                    await append(connection, filled, head)
            except asyncpg.UniqueViolationError as error:
                raise LogBroken("the log has other events at places of published ones") from error
            await self._move_cursor(connection, last)
            return Recovered(head + 1, last, lost)

    def _filler(self, position: int, now: datetime) -> Envelope:
        event_id = uuid5(LOST_SPACE, f"{self.service}/{position}")
        return Envelope(
            service=self.service,
            event_id=event_id,
            type=f"{lost_kind(self.service)}.v1",
            stream=StreamId(f"lost-{event_id}"),
            version=1,
            position=position,
            prev=0,
            recorded_at=now,
            about=(NOBODY,),
            actor=OPERATOR,
            command_id=event_id,
            correlation_id=str(event_id),
            causation_id=None,
            origin="live",
            traceparent=None,
            data=b"{}",
        )

    async def _move_cursor(self, connection: Connection, last: int) -> None:
        """As far as the topic is surely complete: of the last page a part may be missing."""
        row = await connection.fetchrow(SENT)
        if row is None:
            raise LogBroken("relay_cursor has no row")
        position, sent = row["position"], list(row["sent"]) or [0] * self.partitions
        until = max(position, last - PAGE)
        await follow(connection, sent, position, until)
        await move_cursor(connection, until, sent)


def after(head: int, read: Read) -> dict[int, Envelope]:
    """What stands after ``head``, each position once; raises ``LogBroken`` where two differ."""
    found: dict[int, Envelope] = {}
    for some in read.values():
        for envelope in some:
            if envelope.position <= head:
                continue
            known = found.setdefault(envelope.position, envelope)
            if known.event_id != envelope.event_id:
                raise LogBroken(f"the topic has two events of the position {envelope.position}")
    return found


async def append(connection: Connection, envelopes: Sequence[Envelope], head: int) -> None:
    """In the caller's transaction; raises ``LogBroken`` if they do not go on where the log ends."""
    await connection.execute(ALONE)
    if await connection.fetchval(HEAD) != head:
        raise LogBroken("something has been appended meanwhile: is the service running?")
    versions = await versions_after(connection, envelopes)
    await connection.copy_records_to_table(
        "events", columns=[*EVENTS, "traceparent"], records=map(row_of, envelopes)
    )
    await connection.execute(PUT_VERSIONS, list(versions), list(versions.values()))
    commands = commands_of(envelopes)
    await connection.execute(
        PUT_COMMANDS,
        list(commands),
        [json.dumps(answer, ensure_ascii=False) for answer, _ in commands.values()],
        [kept for _, kept in commands.values()],
    )


async def versions_after(
    connection: Connection, envelopes: Iterable[Envelope]
) -> Mapping[StreamId, int]:
    """Of the streams that go on; raises ``LogBroken`` where a version is missing."""
    streams = list({one.stream for one in envelopes})
    rows = await connection.fetch(VERSIONS, streams)
    versions: dict[StreamId, int] = defaultdict(int, {row[0]: row[1] for row in rows})
    for one in envelopes:
        if one.version != versions[one.stream] + 1:
            raise LogBroken(
                f"{one.stream} stands at version {versions[one.stream]}, and position "
                f"{one.position} is its version {one.version}: this is not the log's own topic, "
                "or what was lost belongs to that stream"
            )
        versions[one.stream] = one.version
    return dict(versions)


def commands_of(
    envelopes: Iterable[Envelope],
) -> dict[UUID, tuple[list[tuple[StreamId, int, int]], bool]]:
    """Of each command what was answered, in the order of its streams, and whether it is kept."""
    stands: dict[UUID, dict[StreamId, tuple[int, int]]] = defaultdict(dict)
    kept: dict[UUID, bool] = {}
    for one in envelopes:
        stands[one.command_id][one.stream] = (one.version, one.position)
        kept[one.command_id] = one.actor.startswith(POLICY)
    return {
        command: ([(stream, *at) for stream, at in streams.items()], kept[command])
        for command, streams in stands.items()
    }


def row_of(one: Envelope) -> tuple[object, ...]:
    return (
        one.position, one.event_id, one.stream, one.version, one.type, one.data.decode(),
        list(one.about), one.recorded_at, one.actor, one.command_id, one.correlation_id,
        one.causation_id, one.origin, one.traceparent,
    )  # fmt: skip
