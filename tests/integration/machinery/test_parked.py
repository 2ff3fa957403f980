"""What cannot be applied parks its key: the rest flows, and operators decide."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from shared.bus.envelope import HEADERS
from shared.kernel.errors import LogBroken
from shared.kernel.messages import StreamId
from shared.readmodel import parked
from shared.readmodel.offsets import Place
from shared.readmodel.parked import Parked
from tests.integration.machinery import graph
from tests.integration.machinery.world import SERVICE, World, drawn, edge_id, running, until

GAP = "ProjectionGap"


async def codes(world: World) -> dict[str, list[str]]:
    """Of each parked key the codes in the order of its stream."""
    found: dict[str, list[str]] = {}
    for one in await parked.list_parked(world.rows, SERVICE):
        found.setdefault(one.key, []).append(one.error)
    return found


async def edges(world: World) -> dict[str, int]:
    return dict(map(tuple, await world.rows.fetch("SELECT edge_id, weight FROM edges")))


async def test_an_event_without_its_row_parks_its_stream_and_no_other(world: World) -> None:
    lost, fine = edge_id(), edge_id()
    await world.append(graph.EdgeWeighed(edge=lost, weight=1))
    await world.append(drawn(fine), graph.EdgeAdmired(edge=lost))
    await world.append(drawn(lost, weight=3))
    async with running(world.relay(), world.projector()):
        await world.caught_up()
    assert await codes(world) == {lost: [GAP, "follows"]}  # what nothing reads is not parked
    assert await edges(world) == {fine: 1}
    [first, _] = await parked.list_parked(world.rows)
    raw = await parked.show(world.rows, SERVICE, place(first), first.record_offset)
    assert raw is not None
    assert b"edge-weighed" in raw


def place(one: Parked) -> Place:
    return Place(one.source, one.partition)


async def nothing_asked(world: World) -> bool:
    return all(one.decision is None for one in await parked.list_parked(world.rows))


async def test_a_key_is_tried_again_in_order_and_what_was_dropped_stays_noted(world: World) -> None:
    edge = edge_id()
    await world.append(graph.EdgeWeighed(edge=edge, weight=1))
    await world.append(drawn(edge, weight=3))
    async with running(world.relay(), world.projector()):
        await world.caught_up()
        assert await parked.ask_retry(world.rows, SERVICE, SERVICE, edge)
        await until(lambda: nothing_asked(world))
        assert await codes(world) == {edge: [GAP, "follows"]}  # it fails as before
        [first, _] = await parked.list_parked(world.rows)
        assert await parked.drop(world.rows, SERVICE, place(first), first.record_offset)
        assert await parked.ask_retry(world.rows, SERVICE, SERVICE, edge)
        await until(lambda: holds(world, {edge: 3}))
        await world.append(graph.EdgeWeighed(edge=edge, weight=4))
        await until(lambda: holds(world, {edge: 4}))
    [dropped] = await parked.list_parked(world.rows)
    assert (dropped.decision, dropped.position) == ("drop", 1)
    assert await parked.show(world.rows, SERVICE, place(dropped), dropped.record_offset) is None


async def holds(world: World, expected: dict[str, int]) -> bool:
    return await edges(world) == expected


async def test_what_was_dropped_is_dropped_again_from_the_beginning(world: World) -> None:
    edge = edge_id()
    await world.append(graph.EdgeWeighed(edge=edge, weight=1))
    async with running(world.relay(), world.projector()):
        await world.caught_up()
        [first] = await parked.list_parked(world.rows)
        assert await parked.drop(world.rows, SERVICE, place(first), first.record_offset)
    await world.rows.execute("UPDATE projection_offsets SET next_offset = 0, last_position = 0")
    await world.append(drawn(edge, weight=3))
    async with running(world.relay(), world.projector()):
        await world.caught_up()
    assert await edges(world) == {edge: 3}
    assert await codes(world) == {edge: [GAP]}


async def test_a_value_that_the_table_refuses_parks_its_stream_alone(world: World) -> None:
    names = [edge_id() for _ in range(9)]
    await world.append(*(drawn(edge, f"n{nth}", weight=nth) for nth, edge in enumerate(names)))
    await world.append(graph.EdgeWeighed(edge=names[4], weight=2_000_000))
    await world.append(graph.EdgeWeighed(edge=names[6], weight=2**40))
    await world.append(replace(drawn(nul := edge_id()), target="\0"))
    async with running(world.relay(), world.projector()):
        await world.caught_up()
        await world.append(graph.EdgeWeighed(edge=names[4], weight=5))
        await world.caught_up()
    found = await codes(world)
    assert found[names[4]] == ["CheckViolationError", "follows"]
    assert found.keys() == {names[4], names[6], nul}
    assert await edges(world) == {edge: nth for nth, edge in enumerate(names)}
    assert await world.rows.fetchval("SELECT count(*) FROM degrees") == 10


@pytest.mark.parametrize(
    ("value", "headers"),
    [
        (None, HEADERS),
        (b"{oh no", HEADERS),
        (b"\xff\xfe\x00", HEADERS),
        (b'{"specversion":"1.0","data":{}}', HEADERS),
        (b"{}", []),
        (b"{}", [("content-type", b"\xff\xfe")]),
    ],
    ids=["null", "no JSON", "binary", "no attributes", "no header", "broken header"],
)
async def test_a_message_that_is_no_event_is_parked_under_its_key(
    world: World, value: bytes | None, headers: Sequence[tuple[str, bytes]]
) -> None:
    edge = edge_id()
    await world.append(drawn(edge))
    for partition in range(world.partitions):
        await world.send_raw(partition, value, b"a \0 key", headers)
        await world.send_raw(partition, value or b"", None, headers)
    async with running(world.relay(), world.projector()):
        await world.caught_up()
    found = await codes(world)
    assert found.pop("a \ufffd key") == ["UnreadableEvent"] * world.partitions
    assert len(found) == world.partitions
    assert await edges(world) == {edge: 1}


async def test_an_event_of_a_broken_header_or_an_unknown_type_leaves_no_hole(world: World) -> None:
    one, two = edge_id(), edge_id()
    await world.append(drawn(one))
    await world.append(graph.EdgeWeighed(edge=one, weight=2))
    await world.append(drawn(two))
    await world.append(graph.EdgeWeighed(edge=two, weight=3))
    first, weighed, *others = await world.store.read_log(0, 9)
    unknown = replace(weighed, type="mastery.graph.edge-painted.v1")
    malformed = [replace(event, payload='{"edge":7}') for event in others[:1]]
    records = await world.wire(SERVICE, [first, unknown, *malformed, *others[1:]])
    async with running(world.projector()):
        await world.send(SERVICE, records)
        await world.caught_up()
    assert await codes(world) == {
        one: ["UnreadableEvent"],
        two: ["UnreadableEvent", "follows"],
    }
    assert await edges(world) == {one: 1}


async def test_a_projection_that_is_never_parked_stops_and_alarms(world: World) -> None:
    strict: Any = replace(graph.EDGES, never_parked=True)
    await world.append(drawn(fine := edge_id()))
    async with running(world.relay(), world.projector(projections=(strict, graph.VISITS))):
        await world.caught_up()
    await world.append(graph.EdgeWeighed(edge=edge_id(), weight=1))
    projector = world.projector(projections=(strict, graph.VISITS))
    async with running(world.relay()):
        with pytest.raises(LogBroken, match="never parked"):
            await asyncio.wait_for(projector.run(asyncio.Event()), 30)
    assert await codes(world) == {}
    assert await edges(world) == {fine: 1}


async def test_what_is_about_an_erased_person_is_left_out(world: World) -> None:
    gone, other = edge_id(), edge_id()
    await world.append(drawn(gone, "x"), drawn(other, "y"))
    await world.append(graph.EdgeWeighed(edge=other, weight=4))
    await world.keys.destroy(StreamId("person-x"))
    async with running(world.relay(), world.projector()):
        await world.caught_up()
    assert await edges(world) == {other: 4}
    assert await codes(world) == {}


MANY = """
INSERT INTO parked (projector, source, partition, record_offset, key, position, raw, error)
SELECT $1, $1, nth % 4, nth, 'edge-' || to_char(nth, 'FM0000'), nth, '\\x00', 'ProjectionGap'
FROM generate_series(1, 1200) AS nth
"""
DECISIONS = "SELECT key, decision FROM parked WHERE decision IS NOT NULL"


async def test_what_a_list_does_not_show_is_counted_and_can_be_tried_again(world: World) -> None:
    await world.rows.execute(MANY, SERVICE)
    listed = await parked.list_parked(world.rows, SERVICE)
    assert len(listed) == 1000
    assert await parked.count(world.rows, SERVICE) == 1200
    assert await parked.ask_retry_of(world.rows, SERVICE, Place(SERVICE, 1199 % 4), 1199)
    assert dict(map(tuple, await world.rows.fetch(DECISIONS))) == {"edge-1199": "retry"}
    assert not await parked.ask_retry_of(world.rows, SERVICE, Place(SERVICE, 1199 % 4), 1199)
    assert not await parked.ask_retry_of(world.rows, SERVICE, Place(SERVICE, 0), 4711)
    assert await parked.ask_retry_of_all(world.rows, SERVICE) == 1199
    assert await parked.ask_retry_of_all(world.rows, SERVICE) == 0
