"""Fault 16: everything is delivered one to three times; the tables are as if once."""

import random

import pytest

from shared.eventstore.port import StoredEvent
from tests.integration.machinery import graph
from tests.integration.machinery.world import (
    SERVICE,
    Records,
    World,
    drawn,
    edge_id,
    running,
    until,
)

Messages = list[tuple[bytes, bytes]]


def repeated(messages: Messages, dice: random.Random, at: int = 0) -> Messages:
    """As relays that die and take over send them: from an older place on, one to three times.

    Those before ``at`` have been sent already.
    """
    sent: Messages = []
    while at < len(messages):
        end = min(len(messages), at + dice.randint(1, 5))
        for _ in range(dice.randint(1, 3)):
            sent += messages[max(0, at - dice.randint(0, 4)) : end]
        at = end
    return sent


@pytest.mark.parametrize("seed", range(3))
async def test_what_is_delivered_again_changes_nothing(world: World, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - which faults, no secrets
    edges = [edge_id() for _ in range(25)]
    await world.append(*(drawn(edge, f"n{nth % 4}", "hub") for nth, edge in enumerate(edges)))
    for weight in range(1, 4):
        some = dice.sample(edges, 15)
        await world.append(*(graph.EdgeWeighed(edge=edge, weight=weight) for edge in some))
    once = await world.wire(SERVICE, await world.store.read_log(0, 1000))
    travels = await world.wire("travel", visits(40))
    async with running(world.projector()):
        for source, records in ((SERVICE, once), ("travel", travels)):
            await world.send(source, again(records, dice))
        await world.caught_up()
        await until(lambda: all_visited(world, 40))
    assert await world.rebuilt() == await world.fingerprint()
    weights = await world.rows.fetch("SELECT edge_id, weight FROM edges")
    assert dict(map(tuple, weights)) == await true_weights(world)


def again(records: Records, dice: random.Random) -> Records:
    return {partition: repeated(list(some), dice) for partition, some in records.items()}


def visits(count: int) -> list[StoredEvent]:
    return [graph.visited(f"n{nth % 7}", nth + 1) for nth in range(count)]


async def all_visited(world: World, count: int) -> bool:
    return bool(await world.rows.fetchval("SELECT sum(visits) = $1 FROM visits", count))


async def true_weights(world: World) -> dict[str, int]:
    weights: dict[str, int] = {}
    for event in await world.store.read_log(0, 1000):
        readable = world.codec.read(event.type, event.payload)
        assert readable is not None
        keys = await world.keys.existing(readable.people)
        found = readable.event(event.event_id, keys)
        assert isinstance(found, graph.EdgeDrawn | graph.EdgeWeighed)
        weights[found.edge] = found.weight
    return weights
