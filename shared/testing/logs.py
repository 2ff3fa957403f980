"""A log and a key store of a test's own, on PostgreSQL or in memory, and what to put in."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg

import shared.eventstore
import shared.privacy
from shared.eventstore.lanes import Pool
from shared.eventstore.port import Append, NewEvent, StreamWrite
from shared.kernel.messages import StreamId
from shared.runtime.migrate import Source, migrate
from shared.testing.infrastructure import unique

LOG = Source("eventstore", Path(shared.eventstore.__path__[0]) / "migrations")
KEYS = Source("privacy", Path(shared.privacy.__path__[0]) / "migrations")
AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

_numbers = itertools.count(1)


async def fresh_schema(url: str, source: Source) -> str:
    """A schema of that kind with a name that no other test uses."""
    schema = unique(f"{source.name}_")
    await migrate(url, schema, [source])
    return schema


@asynccontextmanager
async def pool_of(url: str, schema: str, most: int = 6) -> AsyncIterator[Pool]:
    settings = {"search_path": schema, "jit": "off"}
    async with asyncpg.create_pool(
        url, min_size=0, max_size=most, server_settings=settings
    ) as pool:
        yield pool


def fresh_stream(category: str = "shelf") -> StreamId:
    return StreamId(f"{category}-{uuid4()}")


def new_event(about: tuple[StreamId, ...] = (StreamId("-"),), payload: str = "{}") -> NewEvent:
    return NewEvent(uuid4(), "mastery.test.book-taken.v1", payload, about)


def write(stream: StreamId, expected: int = 0, events: int = 1) -> StreamWrite:
    return StreamWrite(stream, expected, tuple(new_event() for _ in range(events)))


def append(
    *writes: StreamWrite, command_id: UUID | None = None, body_hash: bytes = b"body"
) -> Append:
    """A command of its own that appends these."""
    return Append(
        command_id=command_id or uuid4(),
        body_hash=body_hash,
        writes=writes,
        recorded_at=AT,
        actor="person-1",
        correlation_id=f"correlation-{next(_numbers)}",
        causation_id=None,
        origin="live",
        traceparent=None,
    )
