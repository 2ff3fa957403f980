"""What others ask of a read model: has it seen this, is it up to date, how far is it."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from shared.bus import start_check
from shared.bus.producer import Connect
from shared.bus.start_check import Published, refuse_if_ahead
from shared.kernel.errors import LogBroken
from shared.readmodel.barrier import Mark, reached
from shared.readmodel.registry import register
from shared.readmodel.status import caught_up_at, status
from shared.readmodel.tables import TableMismatch, table_of
from tests.integration.machinery import graph
from tests.integration.machinery.world import SERVICE, World, drawn, edge_id, running, until


async def test_a_read_waits_for_what_was_appended_and_not_for_ever(world: World) -> None:
    async with running(world.relay(), world.projector()):
        await world.append(drawn(edge_id()))
        [mark] = await world.marks()
        assert await reached(world.rows, SERVICE, [mark], 20)
        beyond = Mark(SERVICE, mark.partition, mark.position + 1)
        begun = time.monotonic()
        assert not await reached(world.rows, SERVICE, [mark, beyond], 0.3)
        assert 0.3 <= time.monotonic() - begun < 3
        assert not await reached(world.rows, SERVICE, [Mark("nowhere", 0, 1)], 0)
    assert await reached(world.rows, SERVICE, [], 0)


async def test_a_reader_is_a_name_and_no_sql(world: World) -> None:
    with pytest.raises(ValueError, match="names no service"):
        await reached(world.rows, "graph; DROP TABLE edges", [Mark(SERVICE, 0, 1)], 0)


async def test_a_quiet_read_model_knows_that_it_is_up_to_date(world: World) -> None:
    async def known(source: str) -> bool:
        found = await caught_up_at(world.rows, SERVICE, source, world.partitions)
        return found is not None and found > datetime.now(UTC) - timedelta(seconds=30)

    assert not await known("travel")
    async with running(world.relay(), world.projector()):
        await until(lambda: known("travel"))
        await until(lambda: known(SERVICE))
        before = await caught_up_at(world.rows, SERVICE, "travel", world.partitions)

        async def moved() -> bool:
            now = await caught_up_at(world.rows, SERVICE, "travel", world.partitions)
            return now != before

        await until(moved)


async def test_the_status_tells_version_lag_and_parked_messages(world: World) -> None:
    assert await status(world.rows, SERVICE) == []
    await world.append(drawn(edge_id()), graph.EdgeWeighed(edge=edge_id(), weight=1))

    async def complete() -> bool:
        found = await status(world.rows, SERVICE)
        return [(one.name, one.version, one.lag, one.parked) for one in found] == [
            ("degrees", 1, 0, 1),
            ("edges", 1, 0, 1),
            ("visits", 1, 0, 1),
        ]

    async with running(world.relay(), world.projector()):
        await until(complete)


async def test_a_table_of_another_version_or_shape_is_refused(world: World) -> None:
    async with world.rows.acquire() as connection:
        await register(connection, graph.PROJECTIONS)
        await world.rows.execute("UPDATE projections SET version = 2 WHERE name = 'edges'")
        with pytest.raises(TableMismatch, match=r"edges \(2, not 1\)"):
            await register(connection, graph.PROJECTIONS)
        await world.rows.execute("ALTER TABLE visits ADD COLUMN surprise text")
        with pytest.raises(TableMismatch, match="surprise"):
            await table_of(connection, "visits", graph.Visits)


async def check(world: World) -> None:
    await refuse_if_ahead(
        world.connect,
        service=SERVICE,
        topic=world.topics[SERVICE],
        partitions=world.partitions,
        log=world.log,
    )


async def test_a_service_starts_only_if_its_log_holds_all_that_kafka_holds(world: World) -> None:
    await check(world)
    for _ in range(20):
        await world.append(drawn(edge_id()))
    async with running(world.relay(), world.projector()):
        await world.caught_up()
    await check(world)
    await world.log.execute("DELETE FROM events WHERE position = 20")
    with pytest.raises(LogBroken, match="position 20, the log of graph ends at 19"):
        await check(world)


async def test_a_log_that_has_passed_its_old_end_is_refused(world: World) -> None:
    for _ in range(20):
        await world.append(drawn(edge_id()))
    async with running(world.relay(), world.projector()):
        await world.caught_up()
    await world.log.execute("UPDATE events SET event_id = gen_random_uuid() WHERE position = 20")
    await world.append(drawn(edge_id()))
    with pytest.raises(LogBroken, match="another event at position 20"):
        await check(world)


async def test_what_others_publish_during_the_check_is_no_reason_to_refuse(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = start_check.ends_of

    async def others_first(
        connect: Connect, service: str, topic: str, partitions: int
    ) -> Published:
        await world.append(drawn(edge_id()))
        await world.caught_up()
        return await look(connect, service, topic, partitions)

    monkeypatch.setattr(start_check, "ends_of", others_first)
    async with running(world.relay(), world.projector()):
        await start_check.refuse_if_ahead(
            world.connect,
            service=SERVICE,
            topic=world.topics[SERVICE],
            partitions=world.partitions,
            log=world.log,
        )


async def test_the_check_sees_behind_what_a_relay_has_repeated(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.bus.start_check.FIRST_LOOK", 2)
    edge = edge_id()
    await world.append(drawn(edge))
    for weight in range(12):
        await world.append(graph.EdgeWeighed(edge=edge, weight=weight))
    [(partition, messages)] = (await world.wire(SERVICE, await world.store.read_log(0, 99))).items()
    await world.send(SERVICE, {partition: messages})
    await world.send(SERVICE, {partition: messages[:5]})
    await world.log.execute("DELETE FROM events WHERE position = 13")
    with pytest.raises(LogBroken, match="position 13"):
        await check(world)
