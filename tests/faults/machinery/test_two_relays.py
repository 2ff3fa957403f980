"""Fault 8: the leading relay loses its lock and comes back; accepted positions rise."""

from shared.bus.relay import Relay
from tests.faults.machinery.test_relay_killed import accepted, published
from tests.integration.machinery.world import World, drawn, edge_id, running, until

END_LEADER = """
SELECT pg_terminate_backend(pid) FROM pg_locks
WHERE locktype = 'advisory' AND granted AND database = (
    SELECT oid FROM pg_database WHERE datname = current_database())
  AND (classid::bigint << 32 | objid::bigint) = hashtextextended('relay of graph_log', 0)
"""


async def test_relays_take_over_from_each_other_while_events_come(world: World) -> None:
    relays = [world.relay(), world.relay()]
    async with running(world.projector(), *relays):
        for _ in range(3):
            await until(lambda: somebody_leads(relays))
            await world.append(*(drawn(edge_id()) for _ in range(40)))
            assert await world.log.fetchval(END_LEADER)
            await world.append(*(drawn(edge_id()) for _ in range(10)))
        await world.caught_up()
    positions = [one for some in (await published(world)).values() for one in accepted(some)]
    assert sorted(positions) == list(range(1, 151))
    assert await world.log.fetchval("SELECT epoch FROM relay_cursor") >= 4
    assert await world.rebuilt() == await world.fingerprint()


async def somebody_leads(relays: list[Relay]) -> bool:
    return any(relay.leading for relay in relays)
