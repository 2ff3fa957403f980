"""Policies on a real topic: what Kafka delivers, whatever it is, has its effect once, in order."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias, cast
from uuid import UUID, uuid4

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from faststream.kafka import KafkaBroker

import shared.readmodel
import shared.runtime
from shared.bus.envelope import HEADERS, to_wire
from shared.eventstore.codec import Codec
from shared.eventstore.port import StoredEvent
from shared.kernel.messages import Command, Event, StreamId
from shared.kernel.policy import Reaction
from shared.kernel.recorded import Recorded
from shared.privacy.memory import MemoryKeyStore
from shared.runtime.health import Health
from shared.runtime.migrate import Source, migrate
from shared.runtime.policies import PolicySubscription
from shared.runtime.policy_events import PolicyEvents
from shared.runtime.policy_partition import PolicyReader
from shared.runtime.pools import open_pool
from shared.testing.infrastructure import unique
from tests.integration.runtime.running import eventually

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"


class Counted(Event):
    number: int


class Ignored(Event):
    number: int


def nothing(_recorded: Recorded[Any]) -> Sequence[Command]:
    return []


COUNT = Reaction(name="count", on=(Counted,), react=nothing)
OTHER = Reaction(name="other", on=(Ignored,), react=nothing)
CODEC = Codec("things", (Counted, Ignored))


@dataclass
class Reacting:
    """Stands for the reactor: keeps what it was given, or fails as often as it is told."""

    seen: list[int] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)

    async def react(self, reaction: Reaction, recorded: Recorded[Any], _trace: object) -> None:
        if self.failures:
            raise self.failures.pop()
        if reaction is COUNT:
            self.seen.append(recorded.event.number)


@dataclass
class Topic:
    """One partition, written as the relay would, or as it never would."""

    name: str
    servers: str
    producer: AIOKafkaProducer
    position: int = 0

    async def event(
        self, number: int, kind: str = "counted", skip: int = 0, version: int = 1
    ) -> None:
        """``skip`` positions are missing before it."""
        before = self.position + skip
        await self.repeat(number, position=before + 1, prev=before, kind=f"{kind}.v{version}")
        self.position = before + 1

    async def repeat(self, number: int, position: int, prev: int, kind: str = "counted.v1") -> None:
        stored = StoredEvent(
            position=position,
            event_id=UUID(int=position),
            stream=StreamId("thing-1"),
            version=position,
            type=f"mastery.things.{kind}",
            payload=f'{{"number":{number}}}',
            about=(StreamId("-"),),
            recorded_at=datetime(2026, 1, 1, tzinfo=UTC),
            actor="client:x",
            command_id=uuid4(),
            correlation_id=str(uuid4()),
            causation_id=None,
            origin="live",
            traceparent=None,
        )
        await self.raw(to_wire(stored, service="things", company="acme", partition_prev=prev))

    async def raw(self, value: bytes | None, headers: Any = HEADERS) -> None:
        await self.producer.send_and_wait(
            self.name, value, key=b"thing-1", headers=list(headers), partition=0
        )


@dataclass
class Running:
    reacting: Reacting
    health: Health
    stop: asyncio.Event
    broker: KafkaBroker

    async def saw(self, *numbers: int) -> None:
        async def all_seen() -> bool:
            return self.reacting.seen == list(numbers)

        await eventually(all_seen, otherwise=lambda: f"it saw {self.reacting.seen}")

    async def end(self) -> None:
        self.stop.set()
        await self.broker.stop()

    async def stopped(self) -> bool:
        ready, _ = await self.health.report()
        return not ready


@pytest.fixture(scope="module")
async def pool(database: str) -> AsyncIterator[Pool]:
    sources = [
        Source(module.__name__, Path(str(module.__file__)).parent / "migrations")
        for module in (shared.readmodel, shared.runtime)
    ]
    await migrate(database, "things_rows", sources, views="things")
    made = await open_pool(database, "things_rows", application="test")
    yield made
    await made.close()


@pytest.fixture
async def topic(kafka: str) -> AsyncIterator[Topic]:
    name = unique("policies-")
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    await admin.create_topics([NewTopic(name, 1, 1)])
    await admin.close()
    producer = AIOKafkaProducer(bootstrap_servers=kafka)
    await producer.start()
    yield Topic(name, kafka, producer)
    await producer.stop()


async def run(topic: Topic, pool: Pool, reacting: Reacting | None = None) -> Running:
    reacting = reacting or Reacting()
    health, stop = Health(), asyncio.Event()
    health.started = True
    reader = PolicyReader(
        source="things",
        reactions=(COUNT, OTHER),
        events=PolicyEvents(
            CODEC,
            MemoryKeyStore(),
            frozenset({"mastery.things.counted", "mastery.things.ignored"}),
        ),
        reactor=cast("Any", reacting),
        pool=pool,
    )
    broker = KafkaBroker(
        topic.servers, consumer_only=True, allow_auto_create_topics=False, apply_types=False
    )
    PolicySubscription(reader, topic.name, health, stop).subscribe(broker, topic.name)
    await broker.start()
    return Running(reacting, health, stop, broker)


@pytest.fixture(autouse=True)
async def no_progress(pool: Pool) -> None:
    await pool.execute("DELETE FROM policy_offsets")


async def progress(pool: Pool) -> dict[str, tuple[int, int]]:
    rows = await pool.fetch("SELECT policy, last_position, next_offset FROM policy_offsets")
    return {row["policy"]: (row["last_position"], row["next_offset"]) for row in rows}


async def test_every_event_once_and_all_policies_move_on(topic: Topic, pool: Pool) -> None:
    for number in range(5):
        await topic.event(number)
        await topic.event(number, kind="ignored")
    running = await run(topic, pool)
    await running.saw(0, 1, 2, 3, 4)

    async def stored() -> bool:
        return await progress(pool) == {"count": (10, 10), "other": (10, 10)}

    await eventually(stored)
    await running.end()


async def test_repetitions_are_skipped(topic: Topic, pool: Pool) -> None:
    await topic.event(0)
    await topic.event(1)
    await topic.repeat(0, position=1, prev=0)
    await topic.repeat(1, position=2, prev=1)
    await topic.event(2)
    running = await run(topic, pool)
    await running.saw(0, 1, 2)
    await running.end()


async def test_what_is_no_event_is_passed_over(topic: Topic, pool: Pool) -> None:
    await topic.event(0)
    await topic.raw(b"no JSON")
    await topic.raw(b"{}")
    await topic.raw(None)
    await topic.raw(b"{}", [("content-type", b"\xff\xfe"), ("broken", b"\xc3\x28")])
    await topic.event(1, kind="never-heard-of")
    await topic.event(2)
    running = await run(topic, pool)
    await running.saw(0, 2)
    assert not await running.stopped()
    await running.end()


async def test_the_next_process_goes_on_where_the_last_one_was(topic: Topic, pool: Pool) -> None:
    await topic.event(0)
    first = await run(topic, pool)
    await first.saw(0)
    await first.end()
    await topic.event(1)
    second = await run(topic, pool)
    await second.saw(1)
    await second.end()


async def test_what_kafka_has_committed_decides_nothing(topic: Topic, pool: Pool) -> None:
    for number in range(4):
        await topic.event(number)
    consumer = AIOKafkaConsumer(
        topic.name, bootstrap_servers=topic.servers, group_id=topic.name, enable_auto_commit=False
    )
    await consumer.start()
    await consumer.commit({TopicPartition(topic.name, 0): 3})
    await consumer.stop()
    running = await run(topic, pool)
    await running.saw(0, 1, 2, 3)
    await running.end()


async def test_an_offset_of_another_topic_is_only_a_hint(topic: Topic, pool: Pool) -> None:
    """As after the topic was made anew: the events stand elsewhere in it."""
    for number in range(3):
        await topic.event(number)
    await pool.execute(
        "INSERT INTO policy_offsets SELECT policy, 'things', 0, 1, 2 "
        "FROM unnest(ARRAY['count', 'other']) AS policy"
    )
    running = await run(topic, pool)
    await running.saw(1, 2)
    await running.end()


async def test_a_hole_stops_the_partition(topic: Topic, pool: Pool) -> None:
    await topic.event(0)
    await topic.event(2, skip=1)
    await topic.event(3)
    running = await run(topic, pool)
    await eventually(running.stopped)
    assert running.reacting.seen == [0]
    assert (await progress(pool))["count"][0] == 1
    await running.end()


async def test_a_moments_failure_is_tried_again(topic: Topic, pool: Pool) -> None:
    running = await run(topic, pool, Reacting(failures=[OSError("away"), TimeoutError()]))
    await topic.event(0)
    await topic.event(1)
    await running.saw(0, 1)
    await running.end()


@pytest.mark.parametrize("error", [ZeroDivisionError, asyncpg.UndefinedColumnError])
async def test_a_reaction_that_fails_in_itself_stops_the_partition(
    topic: Topic, pool: Pool, error: type[Exception]
) -> None:
    failing = Reacting(failures=[error("always") for _ in range(50)])
    running = await run(topic, pool, failing)
    await topic.event(0)
    await eventually(running.stopped)
    assert failing.seen == []
    await running.end()


async def test_an_event_that_is_newer_than_this_process_stops_the_partition(
    topic: Topic, pool: Pool
) -> None:
    """What came before it is answered; the newer process goes on with it."""
    await topic.event(0)
    await topic.event(1, version=9)
    running = await run(topic, pool)
    await eventually(running.stopped)
    assert running.reacting.seen == [0]
    assert (await progress(pool))["count"] == (1, 1)
    await running.end()
