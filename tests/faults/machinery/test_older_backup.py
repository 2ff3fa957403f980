"""Fault 29: a log is restored from an older backup; what was published comes back, in place."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from shared.bus.lost import lost_kind
from shared.bus.recover import Behind, Recovered, RecoverRefused
from shared.bus.start_check import refuse_if_ahead
from shared.bus.topics import partition_of
from shared.eventstore.port import Known, StoredEvent, StreamPosition
from shared.eventstore.postgres import PostgresEventStore
from shared.kernel.errors import LogBroken
from shared.kernel.messages import StreamId
from tests.integration.machinery import graph
from tests.integration.machinery.rebuilding import rebuilt
from tests.integration.machinery.world import SERVICE, World, drawn, edge_id, running, until

TABLES = ("events", "streams", "commands", "relay_cursor")
BACK_UP = "CREATE TABLE backup_{table} AS TABLE {table}"
RESTORE = "DELETE FROM {table}; INSERT INTO {table} SELECT * FROM backup_{table}"
COMMANDS = "SELECT command_id, answer, kept FROM commands ORDER BY command_id"
STREAMS = "SELECT stream_id, version FROM streams ORDER BY stream_id"


async def back_up(world: World) -> None:
    for table in TABLES:
        await world.log.execute(BACK_UP.format(table=table))


async def restore(world: World) -> None:
    """While the service does not run: its next process has a store of its own."""
    await world.store.close()
    for table in TABLES:
        await world.log.execute(RESTORE.format(table=table))
    world.store = await world.stack.enter_async_context(PostgresEventStore(world.log))


async def work(world: World, edges: int = 30) -> list[StreamId]:
    """New streams, and some that go on."""
    names = [edge_id() for _ in range(edges)]
    await world.append(*(drawn(edge, f"n{nth % 5}", "hub") for nth, edge in enumerate(names)))
    await world.append(*(graph.EdgeWeighed(edge=edge, weight=4) for edge in names[::2]))
    return names


async def all_of(world: World) -> Sequence[StoredEvent]:
    return await world.store.read_log(0, 100_000)


async def recovered(world: World, *, without_lost: bool = False) -> Recovered | None:
    behind = Behind(world.log, world.connect, SERVICE, world.topics[SERVICE], world.partitions)
    return await behind.recover(datetime.now(UTC), without_lost=without_lost)


async def start_check(world: World) -> None:
    await refuse_if_ahead(
        world.connect,
        service=SERVICE,
        topic=world.topics[SERVICE],
        partitions=world.partitions,
        log=world.log,
    )


@asynccontextmanager
async def restored(world: World) -> AsyncIterator[list[StreamId]]:
    """Work, a backup, more work that is published and applied, and the backup is restored."""
    names = await work(world)
    async with running(relay := world.relay(), world.projector()):
        await world.caught_up()
        await back_up(world)
        await world.append(*(graph.EdgeWeighed(edge=edge, weight=5) for edge in names))
        await work(world)
        await world.caught_up()
        await until(lambda: at_head(world, relay.position))
    yield names


async def at_head(world: World, position: int) -> bool:
    return position == await world.store.head()


async def test_what_was_published_comes_back_with_its_commands(world: World) -> None:
    async with restored(world):
        events, commands = await all_of(world), await world.log.fetch(COMMANDS)
        streams, rows = await world.log.fetch(STREAMS), await world.fingerprint()
        await restore(world)
        assert len(await all_of(world)) == 45
        with pytest.raises(LogBroken, match="restored from a backup"):
            await start_check(world)
        assert await recovered(world) == Recovered(46, len(events), [])
        await start_check(world)
        assert await all_of(world) == events
        assert await world.log.fetch(COMMANDS) == commands
        assert await world.log.fetch(STREAMS) == streams
        assert await recovered(world) is None
        await work(world)
        async with running(world.relay(), world.projector()):
            await world.caught_up()
        assert await world.fingerprint() != rows
        live = await world.fingerprint()
        assert await world.rebuilt() == live
        await rebuilt(world)
        assert await world.fingerprint() == live


async def test_a_command_that_came_back_is_answered_when_it_is_repeated(world: World) -> None:
    async with restored(world):
        last = (await all_of(world))[-1]
        await restore(world)
        await recovered(world)
        found = await world.store.find_command(last.command_id, b"of whatever body")
        assert found == Known((StreamPosition(last.stream, last.version, last.position),))


async def test_what_was_acknowledged_and_never_published_leaves_holes_that_are_asked_about(
    world: World,
) -> None:
    async with restored(world):
        await work(world, 12)
        events = await all_of(world)
        fresh = events[-18:]
        # one partition had its messages; those of the others were on their way
        partition = partition_of(fresh[-1].stream, world.partitions)
        published = [e for e in fresh if partition_of(e.stream, world.partitions) == partition]
        whole = await world.wire(SERVICE, events)
        await world.send(SERVICE, {partition: whole[partition][-len(published) :]})
        await restore(world)
        with pytest.raises(RecoverRefused, match=r"never published.*--without-lost"):
            await recovered(world)
        assert len(await all_of(world)) == 45
        found = await recovered(world, without_lost=True)
        assert found is not None
        assert found.last == published[-1].position
        assert len(found.lost) == found.last - fresh[0].position + 1 - len(published)
        again = await all_of(world)
        assert [event.position for event in again] == list(range(1, found.last + 1))
        assert {e.type for e in again if e.position in found.lost} == {f"{lost_kind(SERVICE)}.v1"}
        assert [e for e in again if e.position not in found.lost] == [
            e for e in events if e.position <= found.last and e.position not in found.lost
        ]
        await start_check(world)
        world.versions.clear()
        await work(world)
        async with running(world.relay(), world.projector()):
            await world.caught_up()
        assert await world.rows.fetchval("SELECT count(*) FROM parked") == 0
        assert await world.rebuilt() == await world.fingerprint()


async def test_of_a_page_that_was_half_published_the_rest_goes_out(world: World) -> None:
    """The backup is newer than the page: what its log holds and the topic lacks is sent."""
    names = await work(world)
    async with running(world.relay(), world.projector()):
        await world.caught_up()
    await world.append(*(graph.EdgeWeighed(edge=edge, weight=8) for edge in names[:10]))
    await back_up(world)
    await world.append(*(graph.EdgeWeighed(edge=edge, weight=9) for edge in names[10:20]))
    events = await all_of(world)
    records = await world.wire(SERVICE, events)
    partition = max(records, key=lambda one: len(records[one]))
    await world.send(SERVICE, {partition: records[partition]})
    await restore(world)
    await recovered(world, without_lost=True)
    world.versions.clear()
    await work(world)
    async with running(world.relay(), world.projector()):
        await world.caught_up()
    eights = await world.rows.fetchval("SELECT count(*) FROM edges WHERE weight = 8")
    assert eights == 10
    assert await world.rebuilt() == await world.fingerprint()


async def test_a_topic_of_another_log_is_refused(world: World) -> None:
    async with restored(world):
        await restore(world)
        await world.log.execute("DELETE FROM commands")
        await world.log.execute("UPDATE streams SET version = version + 1")
        before = await world.log.fetch(STREAMS)
        with pytest.raises(LogBroken, match="is its version"):
            await recovered(world)
        assert len(await all_of(world)) == 45
        assert await world.log.fetch(STREAMS) == before


async def test_two_events_of_one_position_are_refused(world: World) -> None:
    async with restored(world):
        last = (await all_of(world))[-1]
        other = replace(last, event_id=UUID(int=7))
        await world.send(SERVICE, await world.wire(SERVICE, [other]))
        await restore(world)
        with pytest.raises(LogBroken, match="two events of the position"):
            await recovered(world)
