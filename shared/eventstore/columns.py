"""A batch of appends as ``append_batch`` takes it: an array a column, or better a text."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from asyncpg.pgproto import pgproto

from shared.eventstore.joined import joined
from shared.eventstore.port import Append

TYPES = (
    "uuid", "bytea", "timestamptz", "text", "text", "text", "text", "text", "boolean",
    "integer", "text", "integer", "integer", "integer", "integer", "uuid", "text", "text", "text",
)  # fmt: skip
"""Of the function's parameters, each an array."""


def fast(given: UUID) -> pgproto.UUID:
    """The same id in asyncpg's own class, which it writes four times as fast."""
    return pgproto.UUID(given.int.to_bytes(16))


def columns(batch: Sequence[Append]) -> tuple[list[Any], ...]:
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


def texts(batch: Sequence[Append]) -> tuple[str, ...] | None:
    """The same, each column joined; none if one of them has to be an array."""
    found = []
    for type_, column in zip(TYPES, columns(batch), strict=True):
        text = joined(written(type_, column))
        if text is None:
            return None
        found.append(text)
    return tuple(found)


def written(type_: str, column: Any) -> Sequence[str | None]:
    match type_:
        case "text":
            return column  # type: ignore[no-any-return]  # by its type it is a list of texts
        case "bytea":
            return ["\\x" + value.hex() for value in column]
        case _:
            return list(map(str, column))
