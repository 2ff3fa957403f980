"""How many statements and commits a thousand events cost: figures that do not wobble."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from shared.bus import relay as relaying
from shared.bus.cursor import READ_PAGE, STORE
from shared.eventstore.postgres import APPEND_TEXTS, PostgresEventStore
from shared.privacy.postgres import PostgresKeyStore
from shared.readmodel.applying import NOT_DURABLE
from shared.testing import library, logs, shelf
from tests.integration.machinery.world import World, drawn, edge_id, running, until

EVENTS = 1_000
RESET = "SELECT pg_advisory_unlock_all()"
"""How the pool's answer to a connection that is given back begins."""


class Sent(Counter[str]):
    """Statements by their text."""

    def beginning(self, *words: str) -> int:
        return sum(count for text, count in self.items() if text.lstrip().startswith(words))


@asynccontextmanager
async def counted(url: str, *search_path: str) -> AsyncIterator[tuple[Any, Sent]]:
    """A pool, and what has been sent over it."""
    sent = Sent()

    def log(record: asyncpg.connection.LoggedQuery) -> None:
        if not record.query.startswith(RESET):
            sent[record.query] += 1

    async def listen(connection: Any) -> None:
        connection.add_query_logger(log)

    settings = {"search_path": ", ".join(search_path), "jit": "off"}
    async with asyncpg.create_pool(
        url, min_size=0, max_size=6, init=listen, server_settings=settings
    ) as pool:
        yield pool, sent


async def test_a_thousand_commands_are_appended_in_few_statements(database: str) -> None:
    home = await library.fresh_home(database)
    async with (
        counted(home.url, home.log) as (pool, sent),
        logs.pool_of(home.url, home.keys) as keys,
        PostgresEventStore(pool) as store,
    ):
        handler = library.handler_on(store, PostgresKeyStore(keys, library.MASTER_KEY))
        opened = [
            shelf.OpenShelf(
                shelf=logs.fresh_stream(), owner=library.ANNA.id, name="Poems", places=3
            )
            for _ in range(EVENTS)
        ]
        await asyncio.gather(*(handler.handle(library.request(command)) for command in opened))
        assert await store.head() == EVENTS
    assert 4 <= sent[APPEND_TEXTS] <= 16
    assert sent.beginning("BEGIN", "COMMIT") == 0  # each statement is a transaction of its own
    assert sent.total() <= 24


async def test_a_thousand_events_are_published_by_one_page_and_one_cursor(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relaying, "SHORTEST_POLL", 60.0)  # what it asks in vain is not counted
    monkeypatch.setattr(relaying, "LONGEST_POLL", 60.0)
    await world.append(*(drawn(edge_id()) for _ in range(EVENTS)))
    async with counted(world.url, "graph_log") as (pool, sent):
        relay = world.relay(pool=pool)

        async def published() -> bool:
            return relay.position == EVENTS

        async with running(relay):
            await until(published)
            pages = sent[READ_PAGE]
    assert sent[STORE] == 1
    assert pages <= 3  # of which one has events


async def test_a_thousand_events_are_folded_in_few_transactions(world: World) -> None:
    await world.append(*(drawn(edge_id()) for _ in range(EVENTS)))
    async with running(world.relay()):
        await world.marks()
        await until(lambda: published_all(world))
    async with (
        counted(world.url, "graph_rows", "graph") as (pool, sent),
        running(world.projector(pool=pool)),
    ):
        await world.caught_up()
    batches = sent[NOT_DURABLE]
    assert batches <= 2 * world.partitions
    assert sent.beginning("COMMIT") <= batches + 4
    of_rows = sent.beginning("INSERT INTO", "SELECT", "UPDATE", "DELETE")
    assert of_rows <= 12 * batches + 40


async def published_all(world: World) -> bool:
    position: int = await world.log.fetchval("SELECT position FROM relay_cursor")
    return position == EVENTS
