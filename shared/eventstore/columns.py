"""A batch of appends as the arrays that ``append_batch`` takes."""

from collections.abc import Sequence
from uuid import UUID

from asyncpg.pgproto import pgproto

from shared.eventstore.port import Append


def fast(given: UUID) -> pgproto.UUID:
    """The same id in asyncpg's own class, which it writes four times as fast."""
    return pgproto.UUID(given.int.to_bytes(16))


def columns(batch: Sequence[Append]) -> tuple[list[object], ...]:
    """In the order of the function's parameters; ordinals count from 1."""
    writes = [(nth, write) for nth, append in enumerate(batch, 1) for write in append.writes]
    events = [
        (nth, ordinal, event)
        for nth, (_, write) in enumerate(writes, 1)
        for ordinal, event in enumerate(write.events, 1)
    ]
    return (
        [fast(append.command_id) for append in batch],
        [append.body_hash for append in batch],
        [append.recorded_at for append in batch],
        [append.actor for append in batch],
        [append.correlation_id for append in batch],
        [append.causation_id for append in batch],
        [append.origin for append in batch],
        [append.traceparent for append in batch],
        [append.keep for append in batch],
        [nth for nth, _ in writes],
        [write.stream for _, write in writes],
        [write.expected for _, write in writes],
        [len(write.events) for _, write in writes],
        [nth for nth, _, _ in events],
        [ordinal for _, ordinal, _ in events],
        [event.event_id for _, _, event in events],
        [event.type for _, _, event in events],
        [event.payload for _, _, event in events],
        [" ".join(event.about) for _, _, event in events],
    )
