"""Fault 23: relay and projector get SIGTERM in the middle of a batch; they end in order, soon."""

import asyncio
import random

from tests.faults.machinery.crew import Clients, is_as_told, seed
from tests.faults.machinery.processes import service
from tests.faults.machinery.test_projector_killed import applied
from tests.faults.machinery.test_relay_killed import published
from tests.integration.machinery import graph
from tests.integration.machinery.world import World, drawn, edge_id, running

TIMES = 5
SOON = 12.0
"""Seconds; a batch that does not end is given up after five."""
EDGES = 25
CURSOR = "SELECT position FROM relay_cursor"


async def test_ended_while_they_work_nothing_is_lost_or_done_twice(world: World) -> None:
    dice = random.Random(seed())  # noqa: S311 - which moment, no secrets
    clients, stop = Clients(world, random.Random(dice.random())), asyncio.Event()  # noqa: S311
    writing = asyncio.create_task(clients.run(stop))
    for _ in range(TIMES):
        async with service(world) as one:
            await one.there()
            await asyncio.sleep(dice.uniform(0, 0.5))
            assert await one.end(SOON) == 0
    stop.set()
    await writing
    claimed, _ = await applied(world)
    assert claimed > 100  # they did work
    async with running(world.relay(), world.projector()):
        await is_as_told(world, clients.history)


async def append_some(world: World) -> None:
    edges = [edge_id() for _ in range(EDGES)]
    await world.append(*(drawn(edge, f"n{nth % 3}", "hub") for nth, edge in enumerate(edges)))
    await world.append(*(graph.EdgeWeighed(edge=edge, weight=2) for edge in edges))


async def test_a_page_that_was_sent_is_stored_as_sent(world: World) -> None:
    await append_some(world)
    async with service(world, "sent, cursor not stored") as one:
        await one.there()
        assert await world.log.fetchval(CURSOR) == 0
        assert await one.end(SOON) == 0
    assert await world.log.fetchval(CURSOR) == 2 * EDGES
    async with running(world.relay(), world.projector()):
        await world.caught_up()
    assert sum(map(len, (await published(world)).values())) == 2 * EDGES  # none of them twice
    assert await world.rebuilt() == await world.fingerprint()


async def test_a_batch_that_was_begun_is_written(world: World) -> None:
    await append_some(world)
    async with service(world, "in the transaction") as one:
        await one.there()
        assert await applied(world) == (0, 0)
        assert await one.end(SOON) == 0
    claimed, edges = await applied(world)
    assert claimed > 0
    assert edges > 0
    async with running(world.relay(), world.projector()):
        await world.caught_up()
    assert await applied(world) == (2 * EDGES, EDGES)
    assert await world.rebuilt() == await world.fingerprint()


async def test_a_batch_that_does_not_end_is_given_up_whole(world: World) -> None:
    await append_some(world)
    async with service(world, "stuck in the transaction") as one:
        await one.there()
        assert await one.end(SOON) == 0
    assert await applied(world) == (0, 0)
    async with running(world.relay(), world.projector()):
        await world.caught_up()
    assert await world.rebuilt() == await world.fingerprint()
