"""Fault 10: a hole is forced into the log; the relay publishes up to it, stops and says so."""

import asyncio

import pytest
from structlog.testing import capture_logs

from shared.kernel.errors import LogBroken
from tests.faults.machinery.test_relay_killed import accepted, published
from tests.integration.machinery import graph
from tests.integration.machinery.world import SERVICE, World, drawn, edge_id


async def test_the_relay_stops_before_a_hole_and_says_so(world: World) -> None:
    for _ in range(9):
        await world.append(drawn(edge_id()))
    await world.log.execute("DELETE FROM events WHERE position = 6")
    with capture_logs() as logs, pytest.raises(LogBroken, match="hole after position 5"):
        await asyncio.wait_for(world.relay().run(asyncio.Event()), 30)
    assert [line["event"] for line in logs if line["log_level"] == "critical"] == ["relay_stopped"]
    positions = [one for some in (await published(world)).values() for one in accepted(some)]
    assert sorted(positions) == [1, 2, 3, 4, 5]
    assert await world.log.fetchval("SELECT position FROM relay_cursor") == 5


async def test_a_hole_in_the_topic_stops_the_projector(world: World) -> None:
    edge = edge_id()
    await world.append(drawn(edge))
    await world.append(graph.EdgeWeighed(edge=edge, weight=2))
    [(partition, messages)] = (await world.wire(SERVICE, await world.store.read_log(0, 9))).items()
    await world.send(SERVICE, {partition: messages[1:]})
    with capture_logs() as logs, pytest.raises(LogBroken, match="is missing before"):
        await asyncio.wait_for(world.projector().run(asyncio.Event()), 30)
    assert [line["event"] for line in logs if line["log_level"] == "critical"] == [
        "projector_stopped"
    ]
