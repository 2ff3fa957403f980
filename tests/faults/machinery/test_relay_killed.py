"""Fault 7: a relay is killed between send and cursor; the effect is as without the fault."""

from collections.abc import Sequence

from tests.faults.machinery.processes import killed_at
from tests.faults.topic import positions_on
from tests.integration.machinery import graph
from tests.integration.machinery.world import SERVICE, World, drawn, edge_id, running

SENT = "sent, cursor not stored"


async def published(world: World) -> dict[int, list[tuple[int, int]]]:
    """Position and prev of all messages, as they stand on each partition."""
    return await positions_on(world.kafka, world.topics[SERVICE], world.partitions)


def accepted(messages: Sequence[tuple[int, int]]) -> list[int]:
    """What a reader keeps: nothing twice, and nothing missing before it."""
    last, kept = 0, []
    for position, prev in messages:
        if position > last:
            assert prev == last
            kept.append(position)
            last = position
    return kept


async def test_a_relay_killed_between_send_and_cursor_changes_nothing(world: World) -> None:
    edges = [edge_id() for _ in range(30)]
    await world.append(*(drawn(edge, "a", f"n{nth}") for nth, edge in enumerate(edges)))
    await killed_at(world, "relay", SENT)
    await world.append(*(graph.EdgeWeighed(edge=edge, weight=5) for edge in edges))
    await killed_at(world, "relay", SENT)
    async with running(world.relay(), world.projector()):
        await world.caught_up()
    messages = await published(world)
    assert sum(map(len, messages.values())) > 60  # it did repeat
    positions = [position for some in messages.values() for position in accepted(some)]
    assert sorted(positions) == list(range(1, 61))
    assert await world.rows.fetchval("SELECT count(*) FROM edges WHERE weight = 5") == 30
    assert await world.rebuilt() == await world.fingerprint()


async def test_a_relay_started_beside_another_waits_and_takes_over(world: World) -> None:
    await world.append(drawn(edge_id()))
    first, second = world.relay(), world.relay()
    async with running(world.projector(), second):
        async with running(first):
            await world.caught_up()
            assert [first.leading, second.leading].count(True) == 1
        await world.append(drawn(edge_id()))
        await world.caught_up()
    for messages in (await published(world)).values():
        accepted(messages)
