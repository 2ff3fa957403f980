"""Fault 28, of relay and projector: without order or comparison, what we ask of them fails."""

import asyncio
from typing import Any

import pytest

from shared.bus.relay import Relay
from shared.kernel.errors import LogBroken
from shared.readmodel import offsets
from tests.faults.history import complaints_of_topic
from tests.faults.machinery.test_relay_killed import published
from tests.integration.machinery import graph
from tests.integration.machinery.world import World, drawn, edge_id, running, until

COMPARISON = "AND o.epoch = step.epoch AND o.next_offset = step.first_offset"


async def test_without_the_order_the_topic_is_not_the_logs_share_and_readers_stop(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = Relay._pack  # noqa: SLF001 - the one place where the order is made

    def turned(self: Relay, events: Any, page: Any) -> None:
        pack(self, list(reversed(events)), page)

    monkeypatch.setattr(Relay, "_pack", turned)
    await world.append(*(drawn(edge_id()) for _ in range(40)))
    head = await world.store.head()
    async with running(relay := world.relay()):
        await until(lambda: has_sent(relay, head))
    log = await world.store.read_log(0, 100)
    assert complaints_of_topic(log, await published(world))
    applied: BaseException | None = None
    try:
        await asyncio.wait_for(one_look(world), 20)
    except LogBroken as error:
        applied = error
    edges = await world.rows.fetchval("SELECT count(*) FROM edges")
    assert applied is not None or edges < head


async def one_look(world: World) -> None:
    projector, stop = world.projector(), asyncio.Event()
    running_it = asyncio.create_task(projector.run(stop))
    try:

        async def claimed_or_ended() -> bool:
            return running_it.done() or await has_claimed_all(world)

        await until(claimed_or_ended)
        stop.set()
        await running_it
    finally:
        stop.set()
        await asyncio.gather(running_it, return_exceptions=True)


async def has_claimed_all(world: World) -> bool:
    """Every message has been looked at."""
    ends = sum(map(len, (await published(world)).values()))
    claimed = "SELECT coalesce(sum(next_offset), 0) FROM projection_offsets"
    return bool(await world.rows.fetchval(claimed) >= ends)


async def has_sent(relay: Relay, head: int) -> bool:
    return relay.position >= head


async def test_without_the_comparison_a_zombie_goes_back_in_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it holds of a partition that another has taken over is written nevertheless."""
    edge = edge_id()
    await world.append(drawn(edge))
    await world.append(graph.EdgeWeighed(edge=edge, weight=7))
    async with running(world.relay(), world.projector()):
        await world.caught_up()
    [place] = [
        offsets.Place(row["source"], row["partition"])
        for row in await world.rows.fetch(
            "SELECT source, partition FROM projection_offsets WHERE next_offset > 0"
        )
    ]
    stale = offsets.Step(place, epoch=0, first_offset=0, next_offset=1, last_position=1)
    async with world.rows.acquire() as connection:
        with pytest.raises(offsets.Superseded):
            await offsets.advance(connection, "graph", [stale])
        assert COMPARISON in " ".join(offsets.ADVANCE.split())
        broken = " ".join(offsets.ADVANCE.split()).replace(COMPARISON, "")
        monkeypatch.setattr(offsets, "ADVANCE", broken)
        await offsets.advance(connection, "graph", [stale])
    assert not await level(world)


async def level(world: World) -> bool:
    """What every test of ours asks at its end."""
    rows = await world.rows.fetch("SELECT partition, last_position FROM projection_offsets")
    last = {row["partition"]: row["last_position"] for row in rows}
    return all(last.get(mark.partition, 0) >= mark.position for mark in await world.marks())
