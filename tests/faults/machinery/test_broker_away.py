"""Fault 9: the broker is down, slow or its answers are lost; commands go on, nothing is lost."""

import os
import signal
import time

import pytest

from suite.local.kafka import EmbeddedKafka
from tests.faults.machinery.proxy import Mode, Road, road
from tests.faults.machinery.test_relay_killed import accepted, published
from tests.integration.machinery import graph
from tests.integration.machinery.world import World, drawn, edge_id, open_world, running, until


async def append_some(world: World) -> None:
    edges = [edge_id() for _ in range(15)]
    await world.append(*(drawn(edge, "a", f"n{nth % 4}") for nth, edge in enumerate(edges)))
    await world.append(*(graph.EdgeWeighed(edge=edge, weight=2) for edge in edges))


async def oldest_look(world: World) -> object:
    return await world.rows.fetchval("SELECT min(caught_up_at) FROM projection_offsets")


async def test_a_broker_that_dies_and_comes_back(
    postgres_url: str, own_kafka: EmbeddedKafka
) -> None:
    async with (
        open_world(postgres_url, own_kafka.bootstrap_servers) as world,
        running(world.relay(ack_timeout=3.0), world.projector()),
    ):
        await append_some(world)
        await world.caught_up()
        await until(lambda: has_looked(world))
        assert own_kafka.pid is not None
        os.kill(own_kafka.pid, signal.SIGKILL)
        begun = time.monotonic()
        await append_some(world)  # commands do not wait for Kafka
        assert time.monotonic() - begun < 5
        looked = await oldest_look(world)
        assert own_kafka.start() == world.kafka
        await world.caught_up(seconds=60)
        await until(lambda: looks_again(world, looked))
        for messages in (await published(world)).values():
            accepted(messages)
        assert await world.rebuilt() == await world.fingerprint()


async def has_looked(world: World) -> bool:
    return await oldest_look(world) is not None


async def looks_again(world: World, before: object) -> bool:
    return await oldest_look(world) != before


@pytest.mark.parametrize("mode", ["slow", "answers are lost"])
async def test_a_road_to_the_broker_that_fails(
    world: World, monkeypatch: pytest.MonkeyPatch, mode: Mode
) -> None:
    async with (
        road(world.kafka, monkeypatch) as way,
        running(world.relay(ack_timeout=1.5), world.projector()),
    ):
        await append_some(world)
        await world.caught_up()
        way.mode = mode
        await append_some(world)
        if mode == "answers are lost":
            await until(lambda: has_lost(way))
            way.mode = "open"
        await world.caught_up()
    for messages in (await published(world)).values():
        accepted(messages)
    assert await world.rebuilt() == await world.fingerprint()


async def has_lost(way: Road) -> bool:
    return way.lost > 2
