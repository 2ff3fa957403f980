"""The event store in memory, for tests: the same answers, nothing kept."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from uuid import UUID

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
    StreamWrite,
)
from shared.kernel.messages import StreamId


class MemoryEventStore:
    """Nothing in it waits, so each call is as atomic as a transaction."""

    def __init__(self) -> None:
        self._log: list[StoredEvent] = []
        self._streams: dict[StreamId, list[StoredEvent]] = defaultdict(list)
        self._commands: dict[UUID, tuple[bytes, Answer]] = {}

    async def start(self) -> None:
        """As the one on PostgreSQL."""

    async def close(self) -> None:
        """As the one on PostgreSQL."""

    async def append(self, append: Append) -> Outcome:
        if not append.writes or not all(write.events for write in append.writes):
            raise AssertionError("a command without a write, or a write without an event")
        if len({write.stream for write in append.writes}) < len(append.writes):
            raise AssertionError("a stream stands twice in the batch")
        known = await self.find_command(append.command_id, append.body_hash)
        if known is not None:
            return known
        if any(self._version(write.stream) != write.expected for write in append.writes):
            return Conflict()
        answer = tuple(self._write(append, write) for write in append.writes)
        self._commands[append.command_id] = (append.body_hash, answer)
        return Appended(answer)

    async def find_command(self, command_id: UUID, body_hash: bytes) -> Known | Reused | None:
        found = self._commands.get(command_id)
        if found is None:
            return None
        return Known(found[1]) if found[0] == body_hash else Reused()

    async def read_stream(self, stream: StreamId, after: int = 0) -> Sequence[StoredEvent]:
        return tuple(self._streams.get(stream, ())[after:])

    async def pages(self, stream: StreamId, after: int = 0) -> AsyncIterator[Sequence[StoredEvent]]:
        if page := await self.read_stream(stream, after):
            yield page

    async def versions(self, streams: Sequence[StreamId]) -> Mapping[StreamId, int]:
        return {stream: self._version(stream) for stream in streams}

    async def read_log(self, after: int, limit: int) -> Sequence[StoredEvent]:
        return tuple(self._log[after : after + limit])

    async def head(self) -> int:
        return len(self._log)

    def _version(self, stream: StreamId) -> int:
        return len(self._streams.get(stream, ()))

    def _write(self, append: Append, write: StreamWrite) -> StreamPosition:
        for event in write.events:
            stored = StoredEvent(
                position=len(self._log) + 1,
                event_id=event.event_id,
                stream=write.stream,
                version=self._version(write.stream) + 1,
                type=event.type,
                payload=event.payload,
                about=event.about,
                recorded_at=append.recorded_at,
                actor=append.actor,
                command_id=append.command_id,
                correlation_id=append.correlation_id,
                causation_id=append.causation_id,
                origin=append.origin,
                traceparent=append.traceparent,
            )
            self._log.append(stored)
            self._streams[write.stream].append(stored)
        return StreamPosition(write.stream, self._version(write.stream), len(self._log))
