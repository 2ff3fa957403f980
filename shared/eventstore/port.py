"""The event store as its users see it; adapters in ``postgres`` and ``memory``.

A log belongs to one service. Positions are 1…N without a gap, in commit order; what is answered
has been committed. What is made for each event of a busy log is a named tuple: it costs a third.
"""

from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from shared.kernel.messages import StreamId
from shared.kernel.recorded import Origin


class NewEvent(NamedTuple):
    """An event ready to be stored: ``payload`` is JSON text with its ``personal`` blocks sealed."""

    event_id: UUID
    type: str
    payload: str
    about: tuple[StreamId, ...]


class StreamWrite(NamedTuple):
    """``expected`` is the version that the stream must have now, 0 if it must not exist."""

    stream: StreamId
    expected: int
    events: tuple[NewEvent, ...]


class Append(NamedTuple):
    """What one command appends: to all of its streams, or to none.

    ``body_hash`` is keyed (HMAC-SHA256); ``keep`` keeps the command's row for ever (policies).
    """

    command_id: UUID
    body_hash: bytes
    writes: tuple[StreamWrite, ...]
    recorded_at: datetime
    actor: str
    correlation_id: str
    causation_id: str | None
    origin: Origin
    traceparent: str | None
    keep: bool = False


class StreamPosition(NamedTuple):
    """Where a stream stands after a command: its version, and its last event's position."""

    stream: StreamId
    version: int
    position: int


Answer = tuple[StreamPosition, ...]
"""One for each stream, in the order in which the command names them; empty: it held already."""


@dataclass(frozen=True, slots=True)
class Appended:
    answer: Answer


@dataclass(frozen=True, slots=True)
class Known:
    """The command id had been appended before, with the same body; this is the first answer."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Conflict:
    """An expected version did not hold; nothing of the command was appended."""


@dataclass(frozen=True, slots=True)
class Reused:
    """The command id is known with another body; nothing was appended."""


Outcome = Appended | Known | Conflict | Reused


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One row of ``events``."""

    position: int
    event_id: UUID
    stream: StreamId
    version: int
    type: str
    payload: str
    about: tuple[StreamId, ...]
    recorded_at: datetime
    actor: str
    command_id: UUID
    correlation_id: str
    causation_id: str | None
    origin: Origin
    traceparent: str | None


class EventStore(Protocol):
    def append(self, append: Append) -> Awaitable[Outcome]:
        """Answers after COMMIT. A broken connection is retried: the outcome is then known."""
        ...

    async def find_command(self, command_id: UUID, body_hash: bytes) -> Known | Reused | None: ...

    async def read_stream(self, stream: StreamId, after: int = 0) -> Sequence[StoredEvent]:
        """All events with ``version > after``, in order."""
        ...

    def pages(self, stream: StreamId, after: int = 0) -> AsyncIterator[Sequence[StoredEvent]]:
        """The same, page by page, none of them empty: each is a statement of its own.

        A stream only grows, so that pages of different moments are one history.
        """
        ...

    async def versions(self, streams: Sequence[StreamId]) -> Mapping[StreamId, int]:
        """Current versions; a stream that does not exist has 0."""
        ...

    async def read_log(self, after: int, limit: int) -> Sequence[StoredEvent]:
        """Events with ``position > after``, in order."""
        ...

    async def head(self) -> int:
        """The last position, 0 if the log is empty."""
        ...
