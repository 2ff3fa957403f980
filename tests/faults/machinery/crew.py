"""Clients that write without pause, and relays and projectors as processes beside them.

A process that ends is started again, as a supervisor does. At the end everything must be as the
history of answers says.
"""

import asyncio
import os
import random
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, TypeVar
from uuid import uuid4

import psutil

from shared.eventstore.port import Append, Conflict, NewEvent, StreamWrite
from shared.kernel.errors import Unavailable
from shared.kernel.messages import NOBODY, Event, StreamId
from shared.testing.infrastructure import unique
from tests.faults.history import History, complaints_of_log, complaints_of_topic
from tests.faults.machinery.processes import PROJECT
from tests.faults.machinery.test_relay_killed import published
from tests.integration.machinery import graph
from tests.integration.machinery.world import World, drawn, edge_id

T = TypeVar("T")

CLIENTS = 8
AGAIN = 0.05
HUBS = 5
END = 120.0


def seed() -> int:
    """``MASTERY_SEED`` gives one again; it is printed, and pytest shows it when a test fails."""
    number = int(os.environ.get("MASTERY_SEED") or random.SystemRandom().randrange(10**6))
    print(f"MASTERY_SEED={number}")  # noqa: T201 - to be given again
    return number


@dataclass
class Clients:
    """Each has edges of its own; one edge they all weigh, so that some come too late."""

    world: World
    dice: random.Random
    history: History = field(default_factory=History)
    waited: int = 0

    @property
    def acknowledged(self) -> int:
        return len(self.history.answers)

    async def run(self, stop: asyncio.Event) -> None:
        shared = edge_id()
        await self._tell(shared, drawn(shared, "hub0", "hub1"))
        async with asyncio.TaskGroup() as group:
            for nth in range(CLIENTS):
                group.create_task(self._client(nth, shared, stop))

    async def _client(self, nth: int, shared: StreamId, stop: asyncio.Event) -> None:
        edges: list[StreamId] = []
        while not stop.is_set():
            if len(edges) < 3 or self.dice.random() < 0.2:
                edges.append(edge_id())
                hub = f"hub{self.dice.randrange(HUBS)}"
                await self._tell(edges[-1], drawn(edges[-1], hub, f"n{nth}"))
            else:
                edge = shared if self.dice.random() < 0.1 else self.dice.choice(edges)
                weight = self.dice.randrange(1, 1000)
                await self._tell(edge, graph.EdgeWeighed(edge=edge, weight=weight))

    async def _tell(self, edge: StreamId, event: Event) -> None:
        """Until it has an answer; what came too late is no longer wanted."""
        expected = self.world.versions[edge]
        append = await self.command(edge, event, expected)
        self.history.offer(append)
        outcome = await self._answered(lambda: self.world.store.append(append))
        self.history.note(append, outcome)
        if not isinstance(outcome, Conflict):
            self.world.versions[edge] = max(self.world.versions[edge], expected + 1)

    async def _answered(self, ask: Callable[[], Awaitable[T]]) -> T:
        while True:
            try:
                return await ask()
            except Unavailable:
                self.waited += 1
                await asyncio.sleep(AGAIN)

    async def command(self, edge: StreamId, event: Event, expected: int) -> Append:
        codec, event_id = self.world.codec, uuid4()
        keys = await self._answered(lambda: self.world.keys.ensured(codec.people(event)))
        payload = codec.encode(event, event_id, keys)
        about = (getattr(event, "owner", NOBODY),)
        new = NewEvent(event_id, codec.type_of(type(event)), payload, about)
        return Append(
            command_id=uuid4(),
            body_hash=b"",
            writes=(StreamWrite(edge, expected, (new,)),),
            recorded_at=datetime.now(UTC),
            actor="client",
            correlation_id="test",
            causation_id=None,
            origin="live",
            traceparent=None,
        )


@dataclass
class Hand:
    """One process that is started again whenever it ends."""

    kind: str
    process: asyncio.subprocess.Process | None = None
    started: int = 0

    @property
    def pid(self) -> int | None:
        alive = self.process is not None and self.process.returncode is None
        return self.process.pid if alive and self.process is not None else None

    def kill(self) -> bool:
        return self._signal(signal.SIGKILL)

    async def stopped_for(self, seconds: float) -> None:
        if self._signal(signal.SIGSTOP):
            await asyncio.sleep(seconds)
            self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> bool:
        if (pid := self.pid) is None:
            return False
        os.kill(pid, number)
        return True


@asynccontextmanager
async def crew(
    world: World, folder: Path, *kinds: str, group: str | None = None, ahead: int = 0
) -> AsyncIterator[list[Hand]]:
    """Relays and projectors; what they say goes into ``folder``.

    Projectors share ``group``; without one each start is in a group of its own, and need not wait
    until Kafka has noticed that the one before is dead. ``ahead`` are those of each that have been
    started in advance and only wait for their turn.
    """
    hands = [Hand(kind) for kind in kinds]
    tasks = [asyncio.create_task(_keep(world, hand, folder, group, ahead)) for hand in hands]
    try:
        yield hands
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _keep(world: World, hand: Hand, folder: Path, group: str | None, ahead: int) -> None:
    waiting: list[asyncio.subprocess.Process] = []
    with (folder / f"{hand.kind}-{uuid4().hex[:6]}.log").open("wb") as said:
        try:
            while True:
                hand.process = (
                    waiting.pop(0) if waiting else await _on_call(world, hand, group, said)
                )
                assert hand.process.stdin is not None
                hand.process.stdin.write(b"go\n")
                hand.started += 1
                while len(waiting) < ahead:
                    waiting.append(await _on_call(world, hand, group, said))
                await hand.process.wait()
        finally:
            for process in (hand.process, *waiting):
                if process is not None and process.returncode is None:
                    process.kill()
                    await process.wait()


async def _on_call(
    world: World, hand: Hand, group: str | None, said: BinaryIO
) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.faults.machinery.worker", hand.kind, "on call",
        world.url, world.kafka, world.prefix, str(world.partitions), group or unique("crew-"),
        cwd=PROJECT, stdin=asyncio.subprocess.PIPE, stdout=said, stderr=said,
    )  # fmt: skip


def kill_tree(pid: int) -> None:
    """SIGKILL to a server and to each of its processes."""
    root = psutil.Process(pid)
    for process in (root, *root.children(recursive=True)):
        process.kill()


async def is_as_told(world: World, history: History) -> None:
    """All that was acknowledged is stored and delivered, and tables are what a rebuild gives."""
    log = await world.store.read_log(0, 10_000_000)
    assert complaints_of_log(history, log) == []
    await world.caught_up(seconds=END)
    assert complaints_of_topic(log, await published(world)) == []
    assert await world.rows.fetchval("SELECT count(*) FROM parked") == 0
    assert await world.rebuilt() == await world.fingerprint()
