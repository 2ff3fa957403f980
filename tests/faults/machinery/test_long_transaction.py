"""Fault 5: a transaction elsewhere stays open; appends and what follows do not wait for it."""

from shared.runtime.pools import open_pool
from tests.integration.machinery import graph
from tests.integration.machinery.world import World, drawn, edge_id, running


async def test_what_is_appended_beside_a_long_transaction_is_delivered(world: World) -> None:
    other = await open_pool(world.url, "public", application="test elsewhere", most=1)
    async with other, running(world.relay(), world.projector()), other.acquire() as elsewhere:
        await elsewhere.execute("CREATE TABLE kept_open (number integer)")
        transaction = elsewhere.transaction(isolation="repeatable_read")
        await transaction.start()
        await elsewhere.execute("INSERT INTO kept_open VALUES (1)")  # it has an xid and a snapshot
        seen = await elsewhere.fetchval("SELECT count(*) FROM graph_log.events")
        edges = [edge_id() for _ in range(60)]
        await world.append(*(drawn(edge, f"n{nth % 3}", "hub") for nth, edge in enumerate(edges)))
        await world.append(*(graph.EdgeWeighed(edge=edge, weight=3) for edge in edges))
        await world.caught_up()
        assert seen == await elsewhere.fetchval("SELECT count(*) FROM graph_log.events") == 0
        await transaction.commit()
        await elsewhere.execute("DROP TABLE kept_open")
    assert await world.rows.fetchval("SELECT sum(weight) FROM edges") == 180
    assert await world.rebuilt() == await world.fingerprint()
