"""A topic that holds two events of one position: no reader takes the second for a repetition."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

import pytest

from shared.eventstore.port import StoredEvent
from shared.kernel.errors import LogBroken
from shared.kernel.messages import StreamId
from tests.faults.machinery.test_older_backup import all_of, work
from tests.integration.machinery import graph
from tests.integration.machinery.rebuilding import rebuilt
from tests.integration.machinery.world import SERVICE, World, drawn, edge_id, running

LAST = "SELECT max(last_position) FROM projection_offsets WHERE source = 'graph'"
OTHER_LAST = "UPDATE projection_offsets SET last_position = last_position + 1000"


async def read_all(world: World) -> Sequence[StoredEvent]:
    """Work on one stream, so in one partition, that is published and applied."""
    edge = edge_id()
    await world.append(drawn(edge))
    for weight in range(8):
        await world.append(graph.EdgeWeighed(edge=edge, weight=weight))
    async with running(world.relay(), world.projector()):
        await world.caught_up()
    return await all_of(world)


async def refuses(world: World, events: Sequence[StoredEvent], match: str) -> None:
    """The next process of the projector, to these events after all that the topic held."""
    before = await world.fingerprint()
    records = await world.wire(SERVICE, events)
    await world.send(SERVICE, records)
    with pytest.raises(LogBroken, match=match):
        await asyncio.wait_for(world.projector().run(asyncio.Event()), 30)
    assert await world.fingerprint() == before


async def test_another_event_at_the_last_position_stops_the_projector(world: World) -> None:
    events = await read_all(world)
    other = replace(events[-1], event_id=uuid4())
    await refuses(world, [*events[:-1], other], r"has position 9, where .* stood")


async def test_a_log_that_passes_the_last_position_by_is_another_one(world: World) -> None:
    """Its partition has nothing at the position that was read last."""
    events = await read_all(world)
    other = replace(events[-1], event_id=uuid4(), position=12)
    await refuses(world, [*events[:-1], other], "position 12 follows 8, and 9 has been seen")


async def test_a_projector_at_work_knows_earlier_positions_too(world: World) -> None:
    edge = edge_id()
    await world.append(drawn(edge))
    projector = world.projector()
    async with running(world.relay()):
        working = asyncio.create_task(projector.run(asyncio.Event()))
        for weight in range(8):
            await world.append(graph.EdgeWeighed(edge=edge, weight=weight))
        await world.caught_up()
        events = await all_of(world)
        await world.send(SERVICE, await world.wire(SERVICE, events))  # a repetition is nothing
        await world.append(graph.EdgeWeighed(edge=edge, weight=9))
        await world.caught_up()
        other = replace(events[4], event_id=uuid4())
        await world.send(SERVICE, await world.wire(SERVICE, [other]))
        with pytest.raises(LogBroken, match=r"has position 5, where .* stood"):
            await asyncio.wait_for(working, 30)


async def test_a_rebuild_of_all_leaves_readers_where_it_has_read(world: World) -> None:
    """Positions that were seen of a log that is no more are forgotten: new events are applied."""
    await work(world)
    async with running(world.relay(), world.projector()):
        await world.caught_up()
    last = await world.rows.fetchval(LAST)
    await world.rows.execute(OTHER_LAST)
    async with running(world.relay()):
        working = asyncio.create_task(world.projector().run(stop := asyncio.Event()))
        await rebuilt(world)
        assert await world.rows.fetchval(LAST) == last
        fresh: list[StreamId] = [edge_id() for _ in range(40)]
        await world.append(*(drawn(edge, f"m{nth % 5}", "hub") for nth, edge in enumerate(fresh)))
        await world.caught_up()
        known = "SELECT count(*) FROM edges WHERE edge_id = ANY ($1::text[])"
        assert await world.rows.fetchval(known, fresh) == 40
        stop.set()
        await working
    assert await world.rebuilt() == await world.fingerprint()
