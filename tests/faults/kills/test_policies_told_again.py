"""Fault 16: policies are told everything one to three times; the log holds what follows from once.

The policies run as processes, which are ended and killed meanwhile and followed by others.
"""

import asyncio
import random
import signal
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol
from uuid import UUID

import pytest

from services.learning import main as learning
from shared.bus.envelope import to_wire
from shared.bus.producer import Message, Publisher
from shared.bus.topics import partition_of
from shared.eventstore.port import StoredEvent
from shared.kernel.actor import Person
from shared.kernel.messages import StreamId
from shared.runtime.definition import ServiceDefinition
from shared.runtime.parts import Parts
from tests.faults.kills.company import ALL, PARTITIONS, Company, reacted
from tests.faults.kills.learning import ask, content, handler_on, read
from tests.faults.kills.stories import NOON, Story, a_story, without_faults
from tests.faults.machinery.crew import seed
from tests.faults.machinery.test_delivered_again import repeated
from tests.faults.versions import post
from tests.integration.runtime.running import Service, eventually, running

SENDERS = [StreamId(f"person-{UUID(int=number)}") for number in range(1, 5)]
ENDS = ("ended", "killed", "ended")
ANSWERED = '"policy_answered"'
STOPPED = '"policies_stopped"'


class Told(Protocol):
    """What is told to one service, and what its log must then hold."""

    module: str
    service: ServiceDefinition

    async def tell(self, parts: Parts, dice: random.Random) -> None: ...
    async def judge(self, parts: Parts, log: Sequence[StoredEvent]) -> None: ...


@dataclass
class Learning:
    """Each of its policies; the log is compared with one in which each reacts once."""

    module: str = "learning"
    service: ServiceDefinition = learning.SERVICE
    stories: list[Story] = field(default_factory=list)

    async def tell(self, parts: Parts, dice: random.Random) -> None:
        handler = handler_on(parts.store, parts.codec, parts.keys)
        for story in [a_story(dice) for _ in range(12)]:
            self.stories.append(story)
            for command, actor in story:
                await ask(handler, command, actor, NOON)

    async def judge(self, parts: Parts, log: Sequence[StoredEvent]) -> None:
        found = await content(log, parts.codec, parts.keys)
        wanted = await without_faults(self.stories)
        assert (found - wanted, wanted - found) == (Counter(), Counter())


@dataclass
class Post:
    """Its policy counts: what is done twice, or not at all, is seen in the numbers."""

    module: str = "tests.faults.versions.post"
    service: ServiceDefinition = post.SERVICE
    sent: Counter[StreamId] = field(default_factory=Counter)

    async def tell(self, parts: Parts, dice: random.Random) -> None:
        for _ in range(60):
            sender = SENDERS[dice.randrange(len(SENDERS))]
            parcel = StreamId(f"parcel-{UUID(int=dice.getrandbits(128), version=4)}")
            send = post.SendParcel(
                parcel=parcel, sender=sender, receiver=sender, grams=5, label="To me"
            )
            await ask(parts.handler, send, Person(id=sender), NOON)
            self.sent[sender] += 1

    async def judge(self, parts: Parts, log: Sequence[StoredEvent]) -> None:
        counted: dict[StreamId, list[int]] = defaultdict(list)
        for stored in log:
            event = await read(stored, parts.codec, parts.keys)
            if isinstance(event, post.ParcelCounted):
                counted[event.sender].append(event.number)
        assert counted == {who: list(range(1, often + 1)) for who, often in self.sent.items()}


@dataclass
class Stammering:
    """In place of the relay: what it publishes it publishes again, from an older place on."""

    parts: Parts
    dice: random.Random
    position: int = 0
    written: dict[int, list[Message]] = field(default_factory=lambda: defaultdict(list))
    prev: Counter[int] = field(default_factory=Counter)
    sent: int = 0

    async def run(self, stop: asyncio.Event) -> None:
        publisher = Publisher({"bootstrap_servers": self.parts.settings.kafka_bootstrap_servers})
        await publisher.start()
        try:
            while not stop.is_set():
                for partition, already in (await self._read()).items():
                    some = repeated(self.written[partition], self.dice, already)
                    await publisher.publish(self.parts.topic, partition, some)
                    self.sent += len(some)
                await asyncio.sleep(0.02)
        finally:
            await publisher.stop()

    async def _read(self) -> dict[int, int]:
        """Partitions with news, and how many messages each had before."""
        before: dict[int, int] = {}
        for event in await self.parts.store.read_log(self.position, ALL):
            partition = partition_of(event.stream, PARTITIONS)
            before.setdefault(partition, len(self.written[partition]))
            value = to_wire(
                event,
                service=self.parts.definition.name,
                company="acme",
                partition_prev=self.prev[partition],
            )
            self.written[partition].append((event.stream.encode(), value))
            self.prev[partition] = self.position = event.position
        return before


@pytest.mark.timeout(240)
@pytest.mark.parametrize("kind", [Learning, Post])
async def test_policies_that_are_told_again_do_nothing_twice(
    company: Company, kind: Callable[[], Told]
) -> None:
    dice = random.Random(seed())  # noqa: S311 - how often, no secrets
    told = kind()
    async with (
        company.parts(told.service) as parts,
        process_of(company, told.module, "projector"),  # some policies look into the tables
        stammering(parts, dice) as relay,
    ):
        for end in ENDS:
            async with process_of(company, told.module, "policies") as process:
                await told.tell(parts, dice)
                await eventually(partial(answers, process), 60)
                await asyncio.sleep(dice.uniform(0, 0.2))
                if end == "killed":
                    process.process.kill()
        async with process_of(company, told.module, "policies"):
            await reacted(parts)
        log = await parts.store.read_log(0, ALL)
        assert relay.sent > 1.5 * len(log)
        await told.judge(parts, log)
    assert any(event.actor.startswith("policy:") for event in log)
    assert not any_stopped(company.folder)


@asynccontextmanager
async def stammering(parts: Parts, dice: random.Random) -> AsyncIterator[Stammering]:
    relay, stop = Stammering(parts, random.Random(dice.random())), asyncio.Event()  # noqa: S311
    async with asyncio.TaskGroup() as group:
        group.create_task(relay.run(stop))
        try:
            yield relay
        finally:
            stop.set()


@asynccontextmanager
async def process_of(company: Company, module: str, role: str) -> AsyncIterator[Service]:
    async with running(module, company.environment, company.folder, roles=role) as process:
        yield process
    assert process.process.returncode in {0, -signal.SIGKILL}


def any_stopped(folder: Path) -> bool:
    return any(STOPPED in said.read_text() for said in folder.glob("*.log"))


async def answers(process: Service) -> bool:
    return ANSWERED in process.log.read_text()
