"""Two writers, two relays and two projectors of the real code over servers that are not there."""

import asyncio
import itertools
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import copy_context
from typing import Any
from unittest.mock import patch
from uuid import UUID

from asyncpg.pgproto import pgproto
from structlog.testing import capture_logs

from shared.bus import relay
from shared.eventstore import writing
from shared.eventstore.handler import CommandHandler
from shared.eventstore.postgres import PostgresEventStore
from shared.readmodel import fetching, projector
from tests.unit.shared.simulation.accounts import CODEC, HANDLED, PROJECTION, may, no_facts
from tests.unit.shared.simulation.broker import TOPIC, Broker, SimulatedPublisher
from tests.unit.shared.simulation.checker import PARTITIONS, Checker
from tests.unit.shared.simulation.client import Pool
from tests.unit.shared.simulation.dice import Dice
from tests.unit.shared.simulation.group import Group
from tests.unit.shared.simulation.log import LogServer
from tests.unit.shared.simulation.loop import PROCESS, Process, VirtualLoop
from tests.unit.shared.simulation.reads import ReadServer
from tests.unit.shared.simulation.server import Server

SLOWER = (
    (relay, "SHORTEST_POLL", 0.1),
    (relay, "LONGEST_POLL", 1.0),
    (fetching, "POLL_MS", 3000),
)
"""To wait for nothing costs as many steps as to do something."""

Work = Callable[["Place"], Coroutine[Any, Any, None]]

NOWHERE: Any = object()
"""No event of the simulation has personal fields, so nobody asks for a key."""


class Place:
    """Where a process runs; when it has been killed it is started again, with nothing kept."""

    def __init__(self, name: str, server: Server, work: Work) -> None:
        self.name = name
        self._server = server
        self._work = work
        self.process = Process(name)
        self.stop = asyncio.Event()
        self.pool: Any = None
        self.handler: CommandHandler[None] | None = None

    def start(self) -> None:
        self.process, self.handler = Process(self.name), None
        self.pool = Pool(self._server)
        _running = self.spawn(self._run(self.process))

    async def _run(self, process: Process) -> None:
        try:
            await self._work(self)
        except Exception as error:
            if process.alive:
                self._server.dice.loop.fail(error)

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """As a task of this process."""
        context = copy_context()
        context.run(PROCESS.set, self.process)
        return asyncio.get_running_loop().create_task(work, context=context)

    def kill(self) -> None:
        """Whatever it does while it is being cancelled reaches nobody any more."""
        dice = self._server.dice
        self.process.alive = False
        self.handler = None
        for session in [one for one in self._server.sessions if one.process is self.process]:
            dice.later(dice.quick(), session.cut)
        for task in self.process.tasks:
            task.cancel()


class World:
    """``without`` names what a self-test leaves out of the servers."""

    def __init__(self, seed: int, loop: VirtualLoop, without: str | None = None) -> None:
        self.loop = loop
        self.dice = Dice(seed, loop)
        self.checker = Checker(self.dice)
        self.log = LogServer(self.dice, self.checker, without)
        self.reads = ReadServer(self.dice, self.checker, without)
        self.broker = Broker(self.dice, self.checker)
        self.group = Group(self.broker)
        self.ids = (pgproto.UUID(number.to_bytes(16)) for number in itertools.count(1))
        self.writers = [Place(f"writer {nth}", self.log, self._write) for nth in (1, 2)]
        self.relays = [Place(f"relay {nth}", self.log, self._relay) for nth in (1, 2)]
        self.projectors = [Place(f"projector {nth}", self.reads, self._project) for nth in (1, 2)]
        self.places = [*self.writers, *self.relays, *self.projectors]

    @contextmanager
    def patched(self) -> Iterator[None]:
        with ExitStack() as stack:
            stack.enter_context(capture_logs())
            stack.enter_context(patch.object(writing, "uuid7", lambda: next(self.ids)))
            publisher = lambda _connect: SimulatedPublisher(self.broker)  # noqa: E731
            stack.enter_context(patch.object(relay, "Publisher", publisher))
            stack.enter_context(patch.object(relay, "ends_of", self._ends))
            stack.enter_context(patch.object(projector, "AIOKafkaConsumer", self.group.consumer))
            for module, name, value in SLOWER:
                stack.enter_context(patch.object(module, name, value))
            yield

    async def _ends(self, *_of: object) -> dict[int, UUID]:
        await asyncio.sleep(self.dice.quick())
        self.broker.check_there()
        return self.broker.ends()

    async def _write(self, place: Place) -> None:
        async with PostgresEventStore(place.pool) as store:
            place.handler = CommandHandler(
                store=store,
                codec=CODEC,
                keys=NOWHERE,
                company="acme",
                handled=HANDLED,
                may=may,
                facts=no_facts,
                hash_key=bytes(32),
            )
            await place.stop.wait()

    async def _relay(self, place: Place) -> None:
        await relay.Relay(
            pool=place.pool,
            connect={},
            service="bank",
            company="acme",
            topic=TOPIC,
            partitions=PARTITIONS,
        ).run(place.stop)

    async def _project(self, place: Place) -> None:
        await projector.Projector(
            name="bank",
            pool=place.pool,
            connect={},
            topics={"bank": TOPIC},
            codec=CODEC,
            keys=NOWHERE,
            projections=[PROJECTION],
        ).run(place.stop)


def command_id(number: int) -> UUID:
    return UUID(int=10**12 + number)
