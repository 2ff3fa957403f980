"""One seed's story: clients send commands, everything goes wrong, then the faults stop."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shared.eventstore.handler import Request
from shared.kernel.actor import Person
from shared.kernel.errors import Busy, DomainError, KeyReused, NotFound, Unavailable
from shared.kernel.messages import Command, StreamId
from tests.unit.shared.simulation.accounts import Enter, Open, Transfer
from tests.unit.shared.simulation.checker import Violation
from tests.unit.shared.simulation.loop import VirtualLoop
from tests.unit.shared.simulation.rebuilt import rebuilt
from tests.unit.shared.simulation.world import Place, World, command_id

AT = datetime(2026, 11, 24, tzinfo=UTC)
ANNA = Person(id=StreamId("person-anna"))
ACCOUNTS = tuple(StreamId(f"account-{letter}") for letter in "abcde")
COMMANDS = 3
LONGEST = 120.0
"""Seconds after the last fault within which everything must have arrived everywhere."""


@dataclass(frozen=True)
class Told:
    """What a run came to; the same for the same seed."""

    steps: int
    seconds: float
    events: int
    records: int
    answered: int


def told(seed: int, without: str | None = None) -> Told:
    """Runs it; raises ``Violation`` or whatever the code under test has raised."""
    loop = VirtualLoop()  # type: ignore[abstract]  # the rest is never called
    world: list[World] = []

    async def main() -> None:
        world.append(World(seed, loop, without))
        with world[0].patched():
            await Story(world[0]).run()

    loop.run(main())
    steps, seconds = loop.counted
    records = sum(map(len, world[0].broker.partitions))
    return Told(steps, seconds, len(world[0].log.events), records, world[0].checker.answered)


class Story:
    def __init__(self, world: World) -> None:
        self._world = world
        self._dice = world.dice
        self._numbers = iter(range(10**6))

    async def run(self) -> None:
        world = self._world
        for place in world.places:
            place.start()
        clients = [self._dice.beside(self._client(account)) for account in ACCOUNTS[1:]]
        faults = self._dice.beside(self._faults())
        watch = self._dice.beside(self._watch())
        await asyncio.gather(*clients, faults)
        self._dice.rate = 0.0
        await self._arrived()
        watch.cancel()
        await self._closed()
        found = await rebuilt(world)
        if not found == world.reads.table == world.checker.rows:
            raise Violation(f"rebuilt {found}, live {world.reads.table}")

    async def _client(self, account: StreamId) -> None:
        await self._send(Open(account=account))
        for _ in range(COMMANDS):
            await asyncio.sleep(self._dice.random.random() * 0.3)
            await self._send(self._command())

    def _command(self) -> Command:
        roll = self._dice.random.random()
        one, other = self._dice.random.sample(ACCOUNTS, 2)
        serial = next(self._numbers)
        if roll < 0.1:
            return Open(account=one)
        if roll < 0.7:
            return Enter(account=one, serial=serial)
        return Transfer(source=one, target=other, serial=serial)

    async def _send(self, command: Command) -> None:
        """Until it has been answered; some send it again afterwards, or another in its place."""
        number = next(self._numbers)
        request = self._request(number, command, b"body")
        answered = await self._until_answered(request)
        while self._dice.random.random() < 0.2:
            await self._until_answered(request)
        if answered and self._dice.random.random() < 0.1:
            await self._until_refused(self._request(number, command, b"another body"))

    def _request(self, number: int, command: Command, body: bytes) -> Request:
        return Request(command, ANNA, command_id(number), body, AT, "a correlation")

    async def _until_answered(self, request: Request) -> bool:
        """Whether anything was stored."""
        checker, accounts = self._world.checker, accounts_of(request.command)
        while True:
            opened = checker.opened(accounts)
            try:
                answer = await self._handled(request)
            except (Busy, Unavailable):
                await asyncio.sleep(self._dice.random.random() * 0.5)
                continue
            except (DomainError, NotFound) as error:
                checker.refused(request.command_id, accounts, error.code, opened)
                return False
            checker.answer(request.command_id, request.command, answer)
            return bool(answer)

    async def _until_refused(self, request: Request) -> None:
        while True:
            try:
                answer = await self._handled(request)
            except (Busy, Unavailable):
                await asyncio.sleep(self._dice.random.random() * 0.5)
            except KeyReused:
                return
            else:
                raise Violation(f"{request.command_id} has been used twice: {answer}")

    async def _handled(self, request: Request) -> Any:
        """By one of the writers, which may be killed meanwhile."""
        writer = self._dice.random.choice(self._world.writers)
        if writer.handler is None:
            raise Unavailable("it is not there")
        await asyncio.sleep(self._dice.quick())
        if writer.handler is None:
            raise Unavailable("it has gone")
        handling = writer.spawn(writer.handler.handle(request))
        await asyncio.wait({handling})
        if handling.cancelled():
            raise Unavailable("it has been killed")
        return handling.result()

    async def _faults(self) -> None:
        """Large ones, one after the other; a calm seed has none."""
        if not self._dice.rate:
            return
        for _ in range(self._dice.random.randint(2, 8)):
            await asyncio.sleep(self._dice.random.random())
            self._dice.random.choice(
                (self._kill, self._kill, self._stall, self._stall, self._crash, self._share)
            )()
        await asyncio.sleep(self._dice.random.random())

    def _kill(self) -> None:
        place = self._dice.random.choice(self._world.places)
        if place.process.alive:
            place.kill()
            self._dice.later(0.05 + self._dice.slow(), place.start)

    def _stall(self) -> None:
        """As SIGSTOP and, later, SIGCONT."""
        place: Place = self._dice.random.choice(self._world.places)
        place.process.stalled_until = self._world.loop.time() + self._dice.silence()

    def _crash(self) -> None:
        one = self._dice.random.choice((self._world.log, self._world.reads, None))
        if one is None:
            self._world.broker.leave(self._dice.silence())
        else:
            one.crash()

    def _share(self) -> None:
        self._world.group.rebalance()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(1)
            self._world.group.look()

    async def _arrived(self) -> None:
        """Everything, everywhere, without another fault."""
        world = self._world
        end = world.loop.time() + LONGEST
        while not world.checker.is_delivered(world.reads.offsets):
            if world.loop.time() > end:
                raise Violation(f"not delivered: {world.reads.offsets}, {world.log.cursor}")
            await asyncio.sleep(0.25)

    async def _closed(self) -> None:
        """As after SIGTERM: all end by themselves."""
        world = self._world
        for place in world.places:
            place.stop.set()
        end = world.loop.time() + LONGEST
        while any(place.process.is_at_work() for place in world.places):
            if world.loop.time() > end:
                raise Violation("a process does not end")
            await asyncio.sleep(0.1)


def accounts_of(command: Any) -> Sequence[str]:
    if isinstance(command, Transfer):
        return command.source, command.target
    account: str = command.account
    return (account,)
