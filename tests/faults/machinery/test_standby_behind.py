"""Fault 31, in small: a standby that lagged is promoted under processes that go on running."""

import asyncio
from uuid import UUID

import asyncpg
import pytest

from shared.bus.relay import Relay
from shared.eventstore.postgres import PostgresEventStore
from shared.kernel.errors import LogBroken, Unavailable
from tests.faults.machinery.test_older_backup import (
    RESTORE,
    TABLES,
    at_head,
    back_up,
    recovered,
    restored,
    work,
)
from tests.integration.machinery import graph
from tests.integration.machinery.world import World, drawn, edge_id, running, until

CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'test'
"""
KNOWN = "SELECT count(*) FROM edges WHERE edge_id = ANY ($1::text[])"


async def fail_over(world: World) -> None:
    """What a client sees of it: another state, and every session has been cut."""
    admin = await asyncpg.connect(world.url, server_settings={"search_path": "graph_log"})
    try:
        async with admin.transaction():
            for table in TABLES:
                await admin.execute(RESTORE.format(table=table))
        await admin.execute(CUT)
    finally:
        await admin.close()
    for pool in (world.log, world.rows):
        await pool.expire_connections()  # the test's own questions are not tried again


async def test_nothing_is_appended_or_published_until_the_log_is_whole_again(world: World) -> None:
    names = await work(world)
    relay, projector = world.relay(), world.projector()
    async with running(projector):
        stop = asyncio.Event()
        relaying = asyncio.create_task(relay.run(stop))
        await world.caught_up()
        await back_up(world)
        await world.append(*(graph.EdgeWeighed(edge=edge, weight=5) for edge in names))
        await work(world, 60)
        await world.caught_up()
        await until(lambda: at_head(world, relay.position))
        ahead = await world.store.head()
        await fail_over(world)
        for _ in range(3):
            with pytest.raises(Unavailable, match="has lost events"):
                await world.append(drawn(edge_id()))
        assert await world.store.head() == 45
        with pytest.raises(LogBroken, match=f"position {ahead}, the log of graph ends at 45"):
            await relaying
        found = await recovered(world)
        assert found is not None
        assert (found.last, found.lost) == (ahead, [])
        await goes_on_without_loss(world)


async def goes_on_without_loss(world: World) -> None:
    """With new processes, and each acknowledged event is in the tables."""
    async with PostgresEventStore(world.log) as world.store, running(world.relay()):
        fresh = [edge_id() for _ in range(40)]
        await world.append(*(drawn(edge, f"m{nth % 5}", "hub") for nth, edge in enumerate(fresh)))
        await world.caught_up()
        assert await world.rows.fetchval(KNOWN, fresh) == 40
    assert await world.rebuilt() == await world.fingerprint()


async def test_a_log_that_has_passed_its_old_end_is_known_by_its_events(world: World) -> None:
    """By somebody who had not seen the old ones; the processes that had stop all the same."""
    async with restored(world):
        relay = await has_led(world)
        ahead = await world.store.head()
        old = world.store
        await fail_over(world)
        world.versions.clear()
        async with PostgresEventStore(world.log) as world.store:
            while await world.store.head() <= ahead:
                await world.append(*(drawn(edge_id()) for _ in range(10)))
        head = await old.head()
        world.store = old
        with pytest.raises(Unavailable, match="has lost events"):
            await world.append(drawn(edge_id()))
        assert await old.head() == head
        with pytest.raises(LogBroken, match="another event at position"):
            await asyncio.wait_for(relay.run(asyncio.Event()), 30)


async def has_led(world: World) -> Relay:
    relay = world.relay()
    async with running(relay):
        await world.append(drawn(edge_id()))
        await until(lambda: at_head(world, relay.position))
    return relay


async def test_a_relay_knows_what_it_has_sent_when_the_topic_has_gone_too(world: World) -> None:
    await work(world)
    relay = await has_led(world)
    position = relay.position
    await world.log.execute(
        "UPDATE events SET event_id = $2 WHERE position = $1", position, UUID(int=7)
    )
    other = f"{world.topics['travel']}"  # it is empty, as a topic is that was made again
    relay._topic = other  # noqa: SLF001 - nothing else stands between
    with pytest.raises(LogBroken, match=f"another event at position {position}"):
        await asyncio.wait_for(relay.run(asyncio.Event()), 30)


async def test_an_answer_that_was_given_before_is_refused_on_the_same_connection(
    world: World,
) -> None:
    await work(world)
    await back_up(world)
    await work(world)
    for table in TABLES:
        await world.log.execute(RESTORE.format(table=table))
    world.versions.clear()
    with pytest.raises(Unavailable, match="has lost events"):
        await world.append(drawn(edge_id()))
    head = await world.store.head()
    with pytest.raises(Unavailable, match="has lost events"):
        await world.append(drawn(edge_id()))
    assert await world.store.head() == head
