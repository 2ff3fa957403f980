"""Faults 6 and 8 of those who read the log: the network swallows bytes, or a leader is stopped."""

import os
import signal

from shared.bus.relay import Relay
from shared.runtime.pools import open_pool
from shared.testing.proxy import Proxy, proxied
from tests.faults.machinery.processes import worker
from tests.faults.machinery.test_relay_killed import accepted, published
from tests.faults.machinery.test_two_relays import END_LEADER
from tests.integration.machinery.world import World, drawn, edge_id, running, until

SILENT = 1.0
EPOCH = "SELECT epoch FROM relay_cursor"


async def test_a_database_that_has_gone_silent_is_given_up(world: World) -> None:
    """No connection ends; whoever waits for an answer on one of them waits in vain."""
    async with proxied(world.url) as (proxy, url):
        log = await open_pool(url, "graph_log", application="test", silent=SILENT)
        rows = await open_pool(url, "graph_rows", "graph", application="test", silent=SILENT)
        async with log, rows, running(world.relay(pool=log), world.projector(pool=rows)):
            await world.append(*(drawn(edge_id(), "a", "hub") for _ in range(20)))
            await world.caught_up()
            proxy.silent = True
            await world.append(*(drawn(edge_id(), "b", "hub") for _ in range(20)))
            await until(lambda: swallowed(proxy))
            proxy.silent = False  # for those who connect anew
            await world.caught_up()
    assert await world.rebuilt() == await world.fingerprint()


async def swallowed(proxy: Proxy) -> bool:
    return proxy.swallowed > 2


async def test_a_leader_that_was_stopped_comes_back_as_a_zombie(world: World) -> None:
    """Its session was ended meanwhile, and another one leads."""
    async with worker(world, "relay", "nowhere") as stopped:
        await until(lambda: has_epoch(world, 1))
        await world.append(*(drawn(edge_id()) for _ in range(30)))
        os.kill(stopped.process.pid, signal.SIGSTOP)
        assert await world.log.fetchval(END_LEADER)
        second = world.relay()
        async with running(second, world.projector()):
            await until(lambda: leads(second))
            await world.append(*(drawn(edge_id()) for _ in range(30)))
            await world.caught_up()
            os.kill(stopped.process.pid, signal.SIGCONT)
            await world.append(*(drawn(edge_id()) for _ in range(30)))
            await world.caught_up()
            assert second.leading
    positions = [one for some in (await published(world)).values() for one in accepted(some)]
    assert sorted(positions) == list(range(1, 91))
    assert await world.rebuilt() == await world.fingerprint()


async def has_epoch(world: World, number: int) -> bool:
    return int(await world.log.fetchval(EPOCH)) >= number


async def leads(relay: Relay) -> bool:
    return relay.leading
