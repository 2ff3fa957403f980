"""Fault 12: a projector is killed before, in and after its transaction; rows and offsets agree."""

from shared.bus.relay import Relay
from tests.faults.machinery.processes import killed_at
from tests.integration.machinery import graph
from tests.integration.machinery.world import World, drawn, edge_id, running, until

EDGES = 20


async def fill(world: World) -> None:
    edges = [edge_id() for _ in range(EDGES)]
    await world.append(*(drawn(edge, f"n{nth % 3}", "hub") for nth, edge in enumerate(edges)))
    await world.append(*(graph.EdgeWeighed(edge=edge, weight=2) for edge in edges))
    await world.append(*(graph.EdgeErased(edge=edge) for edge in edges[::4]))
    async with running(relay := world.relay()):
        await until(lambda: is_published(relay, world))


async def is_published(relay: Relay, world: World) -> bool:
    return relay.position == await world.store.head()


async def applied(world: World) -> tuple[int, int]:
    """Events that the offsets claim, and edges that the tables hold."""
    claimed = await world.rows.fetchval(
        "SELECT coalesce(sum(next_offset), 0) FROM projection_offsets"
    )
    return int(claimed), await world.rows.fetchval("SELECT count(*) FROM edges")


async def test_killed_before_the_commit_nothing_has_happened(world: World) -> None:
    await fill(world)
    for place in (
        "before the transaction",
        "rows written, keys not locked",
        "keys locked",
        "in the transaction",
    ):
        await killed_at(world, "projector", place)
        assert await applied(world) == (0, 0)
    async with running(world.projector()):
        await world.caught_up()
    assert await world.rebuilt() == await world.fingerprint()


async def test_killed_after_the_commit_nothing_happens_twice(world: World) -> None:
    await fill(world)
    await killed_at(world, "projector", "after the transaction")
    claimed, edges = await applied(world)
    assert claimed > 0
    assert edges > 0
    async with running(world.projector()):
        await world.caught_up()
    assert await applied(world) == (EDGES * 2 + EDGES // 4, EDGES)
    assert await world.rebuilt() == await world.fingerprint()
