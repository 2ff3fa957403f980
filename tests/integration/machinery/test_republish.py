"""A topic is lost: its log brings it back, and readers go on as if nothing had been."""

from collections.abc import Callable

import pytest

from shared.bus.lost import lost_kind
from shared.bus.republish import Lost, RepublishRefused
from shared.kernel.errors import LogBroken
from shared.readmodel import parked
from shared.runtime.sent_back import ROWS, undecided
from tests.integration.machinery import graph
from tests.integration.machinery.rebuilding import rebuilt
from tests.integration.machinery.world import (
    COMPANY,
    SERVICE,
    World,
    create_topics,
    drawn,
    edge_id,
    running,
    until,
)


def lost(world: World) -> Lost:
    async def make() -> None:
        await create_topics(world.kafka, [world.topics[SERVICE]], world.partitions)

    return Lost(
        world.log, world.connect, SERVICE, COMPANY, world.topics[SERVICE], world.partitions, make
    )


async def send_back(world: World) -> None:
    await world.rows.execute(ROWS, SERVICE)


async def republished(
    world: World, start: int = 1, *, recreate: bool = True, watch: Callable[[int], None] = print
) -> int:
    topic = lost(world)
    head = await topic.rewind(start, recreate=recreate, send_back=lambda: send_back(world))
    await topic.publish(head, watch)
    return head


async def fill(world: World, edges: int = 40) -> None:
    names = [edge_id() for _ in range(edges)]
    await world.append(*(drawn(edge, f"n{nth % 5}", "hub") for nth, edge in enumerate(names)))
    await world.append(*(graph.EdgeWeighed(edge=edge, weight=3) for edge in names[::2]))


async def applied(world: World) -> None:
    async with running(world.relay(), world.projector()):
        await world.caught_up()


async def test_a_lost_topic_is_written_again_and_applied_once(world: World) -> None:
    await fill(world)
    await applied(world)
    before = await world.fingerprint()
    seen: list[int] = []
    assert await republished(world, watch=seen.append) == 60
    assert seen[-1] == 60
    await world.append(drawn(edge_id(), "new", "hub"))
    await applied(world)
    assert await world.rows.fetchval("SELECT count(*) FROM edges") == 41
    await world.rows.execute("DELETE FROM edges WHERE source = 'new'")
    await world.rows.execute("DELETE FROM degrees WHERE node = 'new'")
    await world.rows.execute("UPDATE degrees SET edges = 40, weight = 80 WHERE node = 'hub'")
    assert await world.fingerprint() == before
    await rebuilt(world)
    assert await world.rows.fetchval("SELECT count(*) FROM edges") == 41


async def test_the_services_own_relay_is_sent_back_and_loses_nothing(world: World) -> None:
    await fill(world)
    async with running(world.relay()):
        await applied(world)
        await republished(world)
        await fill(world)
        await until(lambda: published(world))
    await applied(world)
    assert await world.rebuilt() == await world.fingerprint()
    assert await world.rows.fetchval("SELECT count(*) FROM edges") == 80


async def published(world: World) -> bool:
    position = await world.log.fetchval("SELECT position FROM relay_cursor")
    return bool(position == await world.store.head())


async def test_a_topic_that_is_there_is_not_written_into_unless_it_is_made_anew(
    world: World,
) -> None:
    await fill(world)
    await applied(world)
    with pytest.raises(RepublishRefused, match="holds 60 records: '--recreate'"):
        await republished(world, recreate=False)
    with pytest.raises(RepublishRefused, match="positions 1 to 60"):
        await republished(world, 61)
    with pytest.raises(RepublishRefused, match="begins with position 1"):
        await republished(world, 2)
    assert await published(world)
    await applied(world)


async def test_the_end_of_a_topic_is_written_again_from_a_position(world: World) -> None:
    await fill(world)
    await applied(world)
    before = await world.fingerprint()
    await republished(world, 31, recreate=False)
    await applied(world)
    assert await world.fingerprint() == before
    assert await world.rebuilt() == before


async def test_a_position_behind_which_the_topic_lacks_something_is_refused(world: World) -> None:
    await fill(world)
    await applied(world)
    topic = lost(world)
    await topic.remove()
    await topic.make()
    with pytest.raises(RepublishRefused, match="ends with position 0"):
        await republished(world, 31, recreate=False)


async def test_a_rebuild_from_a_topic_that_lacks_what_was_applied_is_refused(world: World) -> None:
    await fill(world)
    await applied(world)
    before = await world.fingerprint()
    topic = lost(world)
    await topic.remove()
    await topic.make()
    with pytest.raises(Exception, match="mastery republish graph"):
        await rebuilt(world)
    assert await world.fingerprint() == before
    projector = world.projector()
    with pytest.raises(ExceptionGroup) as stopped:
        async with running(projector):
            await until(lambda: published_more(world))
    assert stopped.group_contains(LogBroken)
    await republished(world)
    await rebuilt(world)
    assert await world.fingerprint() == before


async def published_more(world: World) -> bool:
    """Never: the projector stops before."""
    return bool(await world.store.head() > 60)


async def test_what_is_parked_is_counted_and_what_stands_for_the_lost_is_passed_over(
    world: World,
) -> None:
    await world.append(graph.EdgeWeighed(edge=edge_id(), weight=1))
    await applied(world)
    assert await undecided(world.rows, SERVICE) == 1
    assert await undecided(world.rows, "travel") == 0
    await world.rows.execute("UPDATE parked SET decision = 'drop'")
    assert await undecided(world.rows, SERVICE) == 0
    await world.append(drawn(edge_id()))
    await world.log.execute(
        "UPDATE events SET type = $1 WHERE position = 2", f"{lost_kind(SERVICE)}.v1"
    )
    await applied(world)
    assert len(await parked.list_parked(world.rows)) == 1
