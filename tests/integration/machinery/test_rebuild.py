"""Tables built anew beside those that serve: equal rows, the same shape, the same readers."""

import asyncio
from dataclasses import replace
from typing import Any

import asyncpg
import pytest

from shared.bus.topics import partition_of
from shared.kernel.messages import StreamId
from shared.readmodel import parked
from shared.readmodel.offsets import Place
from shared.readmodel.rebuild import bulk
from shared.readmodel.rebuild import tables as rebuild_tables
from shared.readmodel.rebuild.plan import RebuildFailed, RebuildRefused
from shared.readmodel.rebuild.run import rebuild
from shared.readmodel.registry import register
from shared.readmodel.tables import TableMismatch
from tests.integration.machinery import graph
from tests.integration.machinery.rebuilding import (
    Steps,
    entered_model,
    place_of,
    rebuilt,
    with_views,
)
from tests.integration.machinery.world import SERVICE, World, drawn, edge_id, running, until

SHAPE = """
SELECT 'index' AS kind, indexname AS name, indexdef AS is FROM pg_indexes
WHERE schemaname = 'graph_rows' AND tablename IN ('edges', 'visits', 'degrees')
UNION ALL
SELECT 'constraint', conname, pg_get_constraintdef(c.oid) FROM pg_constraint c
WHERE connamespace = 'graph_rows'::regnamespace
UNION ALL
SELECT 'column', attrelid::regclass || '.' || attname,
    format_type(atttypid, atttypmod) || ' ' || coalesce(attstattarget, -1)
FROM pg_attribute JOIN pg_class t ON t.oid = attrelid
WHERE relnamespace = 'graph_rows'::regnamespace AND relkind = 'r' AND attnum > 0
UNION ALL
SELECT 'table', oid::regclass::text,
    coalesce(reloptions::text, '') || coalesce(obj_description(oid, 'pg_class'), '')
FROM pg_class WHERE relnamespace = 'graph_rows'::regnamespace AND relkind = 'r'
UNION ALL
SELECT 'view', oid::regclass::text, coalesce(reloptions::text, '') || pg_get_viewdef(oid)
FROM pg_class WHERE relnamespace = 'graph'::regnamespace AND relkind = 'v'
ORDER BY 1, 2, 3
"""
WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE $1
"""
SCHEMAS = "SELECT count(*) FROM pg_namespace WHERE nspname IN ('graph_rows_new', 'graph_rows_old')"


async def fill(world: World, edges: int = 60) -> list[StreamId]:
    names = [edge_id() for _ in range(edges)]
    await world.append(
        *(drawn(edge, f"n{nth % 7}", f"n{nth % 5}", nth) for nth, edge in enumerate(names))
    )
    await world.append(*(graph.EdgeWeighed(edge=edge, weight=9) for edge in names[::3]))
    await world.append(*(graph.EdgeErased(edge=edge) for edge in names[::4]))
    visits = [graph.visited(f"n{nth % 4}", nth) for nth in range(1, 30)]
    await world.send("travel", await world.wire("travel", visits))
    return names


async def applied(world: World) -> None:
    async with running(world.relay(), world.projector()):
        await world.caught_up()
        await until(lambda: visited(world))


async def visited(world: World) -> bool:
    return bool(await world.rows.fetchval("SELECT coalesce(sum(visits), 0) = 29 FROM visits"))


async def tables(world: World) -> list[int]:
    return [
        row[0]
        for row in await world.rows.fetch(
            "SELECT oid FROM pg_class WHERE relnamespace = 'graph_rows'::regnamespace "
            "AND relname IN ('edges', 'visits', 'degrees') ORDER BY relname"
        )
    ]


async def test_what_is_built_equals_what_was_live_in_rows_and_in_shape(world: World) -> None:
    await with_views(world)
    await fill(world)
    await applied(world)
    before, shape, oids = (
        await world.fingerprint(),
        await world.rows.fetch(SHAPE),
        await tables(world),
    )
    built = await rebuilt(world)
    assert built.tables == ["degrees", "edges", "visits"]
    assert await world.fingerprint() == before
    assert await world.rows.fetch(SHAPE) == shape
    assert not set(await tables(world)) & set(oids)
    assert await world.rows.fetchval(SCHEMAS) == 0


async def test_the_projector_goes_on_where_it_was(world: World) -> None:
    names = await fill(world)
    async with running(world.relay(), projector := world.projector()):
        await world.caught_up()
        await rebuilt(world)
        await world.append(*(graph.EdgeWeighed(edge=edge, weight=77) for edge in names[1::4]))
        await world.caught_up()
        assert projector.name == SERVICE
    assert await world.rows.fetchval("SELECT count(*) FROM edges WHERE weight = 77") == 15
    assert await world.rebuilt() == await world.fingerprint()


async def test_views_on_views_and_functions_read_the_new_tables(world: World) -> None:
    await with_views(world)
    await fill(world)
    await applied(world)
    await rebuilt(world)
    await world.rows.execute("UPDATE degrees SET weight = 4711 WHERE node = 'n1'")
    assert await world.rows.fetchval("SELECT max(weight) FROM graph.heavy") == 4711
    assert await world.rows.fetchval("SELECT weight FROM graph.heaviest") == 4711
    assert await world.rows.fetchval("SELECT graph.weight_of('n1')") == 4711


async def test_one_projection_is_built_with_what_is_derived_from_it_and_no_further_than_live(
    world: World,
) -> None:
    await fill(world)
    await applied(world)
    await world.append(drawn(edge_id(), "later", "on"))
    async with running(relay := world.relay()):
        await until(lambda: published(world, relay))
    before = await world.fingerprint()
    assert (await rebuilt(world, "degrees")).tables == ["degrees", "edges"]
    assert await world.fingerprint() == before
    await applied(world)
    assert await world.rows.fetchval("SELECT edges FROM degrees WHERE node = 'later'") == 1
    assert await world.rebuilt() == await world.fingerprint()


async def published(world: World, relay: Any) -> bool:
    return bool(relay.position == await world.store.head())


async def test_a_whole_read_model_is_built_to_the_ends_though_no_projector_has_run(
    world: World,
) -> None:
    await fill(world)
    async with running(relay := world.relay()):
        await until(lambda: published(world, relay))
    watch = Steps()
    await rebuilt(world, watch=watch)
    assert watch.read["events"] == await world.store.head() + 29
    assert await world.rows.fetchval("SELECT count(*) FROM edges") == 60
    await world.caught_up()  # its place has moved with it
    await world.append(drawn(edge_id(), "later", "on"))
    await applied(world)
    assert await world.rebuilt() == await world.fingerprint()


async def test_partitions_are_folded_by_workers(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "WORTH_A_WORKER", 1)
    await fill(world)
    await applied(world)
    before = await world.fingerprint()
    watch = Steps()
    await rebuild(entered_model, place_of(world), (), watch, workers=2)
    assert await world.fingerprint() == before
    assert watch.read["events"] == await world.store.head() + 29


async def test_a_worker_that_fails_fails_the_rebuild_and_everything_is_as_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "WORTH_A_WORKER", 1)
    await fill(world)
    await applied(world)
    before = await world.fingerprint()
    await world.send_raw(1, b"{oh no")
    with pytest.raises(RebuildFailed, match="UnreadableEvent"):
        await rebuild(entered_model, place_of(world), (), Steps(), workers=2)
    assert await world.fingerprint() == before
    assert await world.rows.fetchval(SCHEMAS) == 0


async def test_a_rebuild_that_fails_while_rows_are_copied_leaves_everything_as_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    edge = (await fill(world))[1]
    await world.append(*(graph.EdgeWeighed(edge=edge, weight=nth) for nth in range(99)))
    await applied(world)
    before = await world.fingerprint()
    largest = partition_of(edge, world.partitions)  # and so the first one to be copied
    for other in {*range(world.partitions)} - {largest}:
        await world.send_raw(other, b"{oh no")
    blocker, make = await asyncpg.connect(world.url), rebuild_tables.make

    async def make_and_hold(*arguments: Any) -> None:
        await make(*arguments)
        await blocker.execute("BEGIN; LOCK TABLE graph_rows_new.edges IN SHARE MODE")

    monkeypatch.setattr(rebuild_tables, "make", make_and_hold)
    try:
        rebuilding = asyncio.create_task(rebuilt(world))
        await until(lambda: is_waiting(world, "DROP SCHEMA%"))
        await blocker.execute("ROLLBACK")
        with pytest.raises(RebuildFailed, match="UnreadableEvent"):
            await rebuilding
    finally:
        await blocker.close()
    assert await world.fingerprint() == before
    assert await world.rows.fetchval(SCHEMAS) == 0


async def is_waiting(world: World, statement: str) -> bool:
    return bool(await world.rows.fetchval(WAITING, statement))


async def test_a_check_compares_and_leaves_everything(world: World) -> None:
    await fill(world)
    await applied(world)
    oids = await tables(world)
    built = await rebuilt(world, check=True)
    assert {name: old == new for name, (old, new) in built.compared.items()} == {
        "degrees": True, "edges": True, "visits": True,
    }  # fmt: skip
    await world.rows.execute("UPDATE edges SET weight = weight + 1 WHERE edge_id < 'edge-8'")
    built = await rebuilt(world, check=True)
    assert [name for name, (old, new) in built.compared.items() if old != new] == ["edges"]
    assert await tables(world) == oids


async def test_a_new_version_is_waited_for_by_the_projector_and_comes_with_the_rebuild(
    world: World,
) -> None:
    def heavier(key: str, row: graph.Edge | None, event: Any) -> graph.Edge | None:
        found = graph.evolve_edge(key, row, event)
        return replace(found, weight=found.weight + 1000) if found else None

    await fill(world)
    await applied(world)
    second: Any = (replace(graph.EDGES, evolve=heavier, version=2), graph.VISITS)
    old = asyncio.create_task(world.projector().run(asyncio.Event()))
    async with running(world.relay(), world.projector(projections=second)):
        await until(lambda: wanted(world))
        await world.append(drawn(edge_id(), "late", "on", 3))
        await world.caught_up()  # by the old one
        assert await weighs(world, "late", 3)
        await rebuilt(world, projections=second)
        with pytest.raises(TableMismatch, match="run the newer version"):
            await old
        await world.append(drawn(edge_id(), "later", "on", 4))
        await until(lambda: weighs(world, "later", 1004))
    assert await weighs(world, "late", 1003)
    assert not await wanted(world)


async def wanted(world: World) -> bool:
    return bool(
        await world.rows.fetchval("SELECT wanted = 2 FROM projections WHERE name = 'edges'")
    )


async def weighs(world: World, node: str, weight: int) -> bool:
    return bool(
        await world.rows.fetchval("SELECT weight = $2 FROM degrees WHERE node = $1", node, weight)
    )


async def test_a_projection_that_came_later_has_to_be_built(world: World) -> None:
    await fill(world)
    async with running(world.relay(), world.projector(projections=(graph.EDGES,))):
        await world.caught_up()
    async with world.rows.acquire() as connection:
        with pytest.raises(TableMismatch, match=r"visits \(0, not 1\).*mastery rebuild graph"):
            await register(connection, [*graph.PROJECTIONS, *graph.DERIVED], SERVICE)
        await rebuilt(world)
        await register(connection, [*graph.PROJECTIONS, *graph.DERIVED], SERVICE)
    assert await visited(world)


async def test_an_undecided_message_refuses_a_rebuild_and_a_dropped_one_is_left_out(
    world: World,
) -> None:
    await fill(world)
    lost = edge_id()
    await world.append(graph.EdgeWeighed(edge=lost, weight=1))
    await world.append(drawn(lost, "found", "again", 3))
    await applied(world)
    with pytest.raises(RebuildRefused, match="2 messages of graph are parked"):
        await rebuilt(world)
    for one in await parked.list_parked(world.rows):
        if one.error != "follows":
            place = Place(one.source, one.partition)
            await parked.drop(world.rows, SERVICE, place, one.record_offset)
    async with running(world.projector()):
        assert await parked.ask_retry(world.rows, SERVICE, SERVICE, lost)
        await until(lambda: weighs(world, "found", 3))
    before = await world.fingerprint()
    await rebuilt(world)
    assert await world.fingerprint() == before
    assert await weighs(world, "found", 3)


async def test_records_of_the_erased_are_left_out(world: World) -> None:
    await fill(world)
    await world.append(*(drawn(edge_id(), "gone", "far", nth) for nth in range(5)))
    await applied(world)
    await world.keys.destroy(StreamId("person-gone"))
    await rebuilt(world)
    assert await world.rows.fetchval("SELECT count(*) FROM edges WHERE source = 'gone'") == 0
    assert await world.rows.fetchval("SELECT count(*) FROM degrees WHERE node = 'far'") == 0
    assert await world.rows.fetchval("SELECT count(*) FROM edges") == 60


async def test_a_value_that_the_table_refuses_names_the_row(world: World) -> None:
    await fill(world, 9)
    async with running(relay := world.relay()):
        edge = edge_id()
        await world.append(replace(drawn(edge, "x", "y"), weight=2_000_000))
        await until(lambda: published(world, relay))
    with pytest.raises(RebuildFailed, match=rf"edges refuses a row with the key {edge} \(Check"):
        await rebuilt(world)
    assert await world.rows.fetchval(SCHEMAS) == 0


async def test_two_rebuilds_at_once_are_refused(world: World) -> None:
    connection = await asyncpg.connect(world.url)
    try:
        await connection.execute(
            "SELECT pg_advisory_lock(hashtextextended('rebuild of graph_rows', 0))"
        )
        with pytest.raises(RebuildRefused, match="another rebuild of graph"):
            await rebuilt(world)
    finally:
        await connection.close()


async def test_an_unknown_projection_is_refused_with_those_there_are(world: World) -> None:
    with pytest.raises(RebuildRefused, match="no projection edge: there are degrees, edges"):
        await rebuilt(world, "edge")
