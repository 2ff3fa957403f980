"""Policies of a service that is not there, on a real topic and on real tables."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, ClassVar, TypeAlias, cast
from uuid import UUID, uuid4

import asyncpg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from faststream import BaseMiddleware
from faststream.kafka import KafkaBroker

from shared.bus.envelope import HEADERS, to_wire
from shared.eventstore.codec import Codec
from shared.eventstore.port import StoredEvent
from shared.kernel.messages import Command, Event, StreamId
from shared.kernel.policy import Reaction
from shared.kernel.recorded import Recorded
from shared.privacy.memory import MemoryKeyStore
from shared.runtime.health import Health
from shared.runtime.policies import MEMBER_MS, PolicySubscription
from shared.runtime.policy_events import PolicyEvents
from shared.runtime.policy_partition import PolicyReader
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


def open_gate() -> asyncio.Event:
    gate = asyncio.Event()
    gate.set()
    return gate


@dataclass
class Reacting:
    """Stands for the reactor: keeps what it was given, or fails as often as it is told.

    While the gate is shut, it takes its time with what it was given last.
    """

    begun: list[int] = field(default_factory=list)
    seen: list[int] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=open_gate)
    gated: int | None = None
    """The only event for which the gate counts; without it, each."""
    waits: bool = False

    async def react(self, reaction: Reaction, recorded: Recorded[Any], _trace: object) -> None:
        if self.failures:
            raise self.failures.pop()
        if reaction is COUNT:
            self.begun.append(recorded.event.number)
        if self.gated in (None, recorded.event.number):
            self.waits = True
            await self.gate.wait()
            self.waits = False
        if reaction is COUNT:
            self.seen.append(recorded.event.number)


@dataclass
class Topic:
    """One partition, written as the relay would, or as it never would."""

    name: str
    servers: str
    producer: AIOKafkaProducer
    position: int = 0
    partition: int = 0

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
            self.name, value, key=b"thing-1", headers=list(headers), partition=self.partition
        )


class Handled(BaseMiddleware):
    """Counts batches and keeps what a handler raises: FastStream only logs it."""

    batches: ClassVar[int] = 0
    errors: ClassVar[list[BaseException]] = []

    async def after_processed(
        self,
        exc_type: type[BaseException] | None = None,
        exc_val: BaseException | None = None,
        exc_tb: TracebackType | None = None,
    ) -> bool | None:
        Handled.batches += 1
        if exc_val is not None:
            self.errors.append(exc_val)
        return await super().after_processed(exc_type, exc_val, exc_tb)


@dataclass
class Running:
    reacting: Reacting
    health: Health
    stop: asyncio.Event
    broker: KafkaBroker
    subscription: PolicySubscription

    async def saw(self, *numbers: int) -> None:
        async def all_seen() -> bool:
            return self.reacting.seen == list(numbers)

        await eventually(all_seen, otherwise=lambda: f"it saw {self.reacting.seen}")

    async def end(self) -> None:
        self.stop.set()
        await self.subscription.finish()
        await self.broker.stop()

    async def stopped(self) -> bool:
        return bool(self.health.stopped)


async def run(
    topic: Topic,
    pool: Pool,
    reacting: Reacting | None = None,
    poll_ms: int = MEMBER_MS,
) -> Running:
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
        topic.servers,
        consumer_only=True,
        allow_auto_create_topics=False,
        apply_types=False,
        middlewares=[Handled],
    )
    subscription = PolicySubscription(reader, topic.name, health, stop)
    subscription.subscribe(broker, topic.name, poll_ms)
    await broker.start()
    return Running(reacting, health, stop, broker, subscription)


@asynccontextmanager
async def rival(topic: Topic) -> AsyncIterator[None]:
    """Another member of the group; by its name the first, it is given the only partition."""
    consumer = AIOKafkaConsumer(
        topic.name, bootstrap_servers=topic.servers, group_id=topic.name, client_id="a"
    )
    await consumer.start()
    try:

        async def has_it() -> bool:
            return bool(consumer.assignment())

        await eventually(has_it)
        yield
    finally:
        await consumer.stop()
