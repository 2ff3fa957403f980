"""Evidence of four services through real topics, read by two projectors at once."""

import random
from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from pydantic import TypeAdapter

from services.learning.projections import mastery
from shared.bus.envelope import to_wire
from shared.bus.producer import Publisher
from shared.bus.topics import partition_of, topic_of
from shared.eventstore.port import StoredEvent
from shared.eventstore.postgres import PostgresEventStore
from shared.kernel.messages import NOBODY, Event, ForeignEvent, StreamId
from shared.readmodel.barrier import Mark, reached
from shared.readmodel.projector import Projector
from shared.runtime.clock import SettableClock
from shared.runtime.pools import Pool
from tests.integration.learning.histories import FIRST, batches, history, until
from tests.integration.learning.ledger_world import (
    CODEC,
    COMPANY,
    PROJECTIONS,
    World,
    noon,
)
from tests.integration.machinery.world import create_topics, running

LAST = FIRST + timedelta(days=150)
PARTITIONS = 3
SOURCES = ("feedback", "goals", "learning", "mentorship")


@pytest.fixture
async def world(rows: Pool, log: Pool) -> AsyncIterator[World]:
    store = PostgresEventStore(log)
    await store.start()
    world = World(rows, store, SettableClock(noon(LAST)))
    await world.clear()
    yield world
    await store.close()


def service_of(event: Event) -> str:
    return event.service if isinstance(event, ForeignEvent) else "learning"


async def stored(world: World, stream: StreamId, position: int, event: Event) -> StoredEvent:
    event_id = uuid4()
    if isinstance(event, ForeignEvent):
        payload = TypeAdapter(type(event)).dump_json(event).decode()
    else:
        keys = await world.keys.ensured(CODEC.people(event))
        payload = CODEC.encode(event, event_id, keys)
    return StoredEvent(
        position=position,
        event_id=event_id,
        stream=stream,
        version=1,
        type=CODEC.type_of(type(event)),
        payload=payload,
        about=(getattr(event, "person", NOBODY),),
        recorded_at=datetime(2026, 1, 1, tzinfo=UTC),
        actor="test",
        command_id=event_id,
        correlation_id="test",
        causation_id=None,
        origin="live",
        traceparent=None,
    )


async def published(world: World, kafka: str, prefix: str) -> list[Mark]:
    """A history in a random order of its streams; where its partitions end."""
    dice = random.Random(7)  # noqa: S311 - can be repeated
    streams = until(history(seed=1), LAST)
    names = {id(event): name for name, events in streams.items() for event in events}
    heads: dict[str, int] = defaultdict(int)
    ends: dict[tuple[str, int], int] = defaultdict(int)
    messages: dict[tuple[str, int], list[tuple[bytes, bytes]]] = defaultdict(list)
    for batch in batches(dice, streams):
        for event in batch:
            source, stream = service_of(event), StreamId(names[id(event)])
            heads[source] += 1
            one = await stored(world, stream, heads[source], event)
            at = source, partition_of(stream, PARTITIONS)
            wire = to_wire(one, service=source, company=COMPANY, partition_prev=ends[at])
            messages[at].append((stream.encode(), wire))
            ends[at] = heads[source]
    publisher = Publisher({"bootstrap_servers": kafka})
    await publisher.start()
    for (source, partition), some in messages.items():
        await publisher.publish(topic_of(source, prefix), partition, some)
    await publisher.stop()
    return [Mark(*at, position) for at, position in ends.items()]


async def test_two_projectors_on_four_topics_make_the_rows_of_one_batch(
    world: World, kafka: str, topic_prefix: str
) -> None:
    topics = {source: topic_of(source, topic_prefix) for source in SOURCES}
    await create_topics(kafka, list(topics.values()), PARTITIONS)
    marks = await published(world, kafka, topic_prefix)
    assert {mark.service for mark in marks} == set(SOURCES)

    def projector() -> Projector:
        return Projector(
            name="learning",
            pool=world.rows,
            connect={"bootstrap_servers": kafka},
            topics=topics,
            codec=CODEC,
            keys=world.keys,
            projections=PROJECTIONS,
            derived=[mastery.derived],
            markings=mastery.MARKINGS,
            today=lambda: world.today,
            group=f"{topic_prefix}.projector",
        )

    async with running(projector(), projector()):
        assert await reached(world.rows, "learning", marks, 60)
    assert await world.rows.fetchval("SELECT count(*) FROM parked") == 0
    await refreshed(world)
    by_topics = await world.fingerprint()
    await world.clear()
    await world.fold(*[event for events in in_order() for event in events])
    await refreshed(world)
    assert await world.fingerprint() == by_topics


def in_order() -> list[list[Any]]:
    return list(until(history(seed=1), LAST).values())


async def refreshed(world: World) -> None:
    ledger = world.ledger()
    while await ledger.refresh():
        pass
