"""From the log through the topic to the tables, on the real servers."""

from tests.integration.machinery import graph
from tests.integration.machinery.world import World, drawn, edge_id, running


async def test_what_is_appended_stands_in_the_tables(world: World) -> None:
    one, two = edge_id(), edge_id()
    await world.append(drawn(one, "a", "b", 3), drawn(two, "b", "c", 4))
    await world.append(graph.EdgeWeighed(edge=one, weight=7), graph.EdgeAdmired(edge=two))
    async with running(world.relay(), world.projector()):
        await world.caught_up()
    edges = await world.rows.fetch("SELECT edge_id, weight, note, tags FROM edges ORDER BY source")
    assert [tuple(edge)[:3] for edge in edges] == [(one, 7, "from a"), (two, 4, "from b")]
    assert edges[0]["tags"] == ["plain", 'with "quotes", commas \\ and {braces}']
    degrees = await world.rows.fetch("SELECT * FROM degrees ORDER BY node")
    assert [tuple(degree) for degree in degrees] == [("a", 1, 7), ("b", 2, 11), ("c", 1, 4)]


async def test_what_is_built_from_the_beginning_equals_the_live_tables(world: World) -> None:
    edges = [edge_id() for _ in range(40)]
    async with running(world.relay(), world.projector()):
        for nth, edge in enumerate(edges):
            await world.append(drawn(edge, f"n{nth % 5}", f"n{nth % 7}", nth))
        await world.append(*(graph.EdgeWeighed(edge=edge, weight=9) for edge in edges[::2]))
        await world.append(*(graph.EdgeErased(edge=edge) for edge in edges[::3]))
        await world.caught_up()
    assert await world.rebuilt() == await world.fingerprint()
