"""Fault 23: relay and projector are told to end while they work; they end in order, soon."""

import asyncio
import random
import time

from tests.faults.machinery.crew import Clients, is_as_told, seed
from tests.integration.machinery.world import World, running

TIMES = 6
SOON = 10.0


async def test_ended_while_they_work_nothing_is_lost_or_done_twice(world: World) -> None:
    dice = random.Random(seed())  # noqa: S311 - which moment, no secrets
    clients, stop = Clients(world, random.Random(dice.random())), asyncio.Event()  # noqa: S311
    writing = asyncio.create_task(clients.run(stop))
    for _ in range(TIMES):
        async with running(world.relay(), world.projector()):
            await asyncio.sleep(dice.uniform(0.1, 1.0))
            begun = time.monotonic()
        assert time.monotonic() - begun < SOON
    stop.set()
    await writing
    async with running(world.relay(), world.projector()):
        await is_as_told(world, clients.history)
