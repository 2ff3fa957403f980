"""Faults 13, 14 and 15: partitions change hands, and Kafka's own offsets are wrong."""

import asyncio
from collections.abc import Collection, Mapping
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from structlog.testing import capture_logs

from shared.kernel.errors import LogBroken
from shared.kernel.messages import StreamId
from shared.privacy.port import Key, KeyStore
from shared.readmodel import assignment, offsets
from shared.testing.infrastructure import unique
from tests.integration.groups import delete_group
from tests.integration.machinery import graph
from tests.integration.machinery.world import SERVICE, World, drawn, edge_id, running, until

OFFSETS = "SELECT partition, next_offset FROM projection_offsets WHERE source = 'graph' ORDER BY 1"


class GatedKeys:
    """A key store that answers once it is let: what was read meanwhile is applied late."""

    def __init__(self, keys: KeyStore) -> None:
        self._keys = keys
        self.asked = asyncio.Event()
        self.gate = asyncio.Event()

    async def existing(self, people: Collection[StreamId]) -> Mapping[StreamId, Key]:
        self.asked.set()
        await self.gate.wait()
        return await self._keys.existing(people)


async def append_some(world: World) -> None:
    edges = [edge_id() for _ in range(20)]
    await world.append(*(drawn(edge, f"n{nth % 3}", "hub") for nth, edge in enumerate(edges)))
    await world.append(*(graph.EdgeWeighed(edge=edge, weight=3) for edge in edges))


async def test_a_zombie_changes_nothing_and_lets_go(world: World) -> None:
    keys = GatedKeys(world.keys)
    zombie = world.projector(group=unique("zombie-"), keys=keys)
    with capture_logs() as logs:
        async with running(world.relay(), zombie):
            await append_some(world)
            await keys.asked.wait()
            async with running(world.projector()):
                await world.caught_up()
                before = await world.fingerprint()
                keys.gate.set()
                await until(lambda: was_logged(logs, "partition_lost"))
                assert await world.fingerprint() == before
                await append_some(world)
                await world.caught_up()
    assert await world.rebuilt() == await world.fingerprint()


async def was_logged(logs: list[Any], event: str) -> bool:
    return any(line["event"] == event for line in logs)


async def test_workers_come_and_go_under_load(world: World) -> None:
    async with running(world.relay(), world.projector()):
        await append_some(world)
        async with running(world.projector()):
            await append_some(world)
            async with running(world.projector()):
                await append_some(world)
            await append_some(world)
            await world.caught_up()
        await append_some(world)
        await world.caught_up()
    assert await world.rows.fetchval("SELECT count(*) FROM edges WHERE weight = 3") == 100
    assert await world.rebuilt() == await world.fingerprint()


async def test_an_assignment_that_fails_is_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim, failures = offsets.claim, iter([OSError("away"), TimeoutError("slow")])

    async def failing(*arguments: Any) -> Any:
        for failure in failures:
            raise failure
        return await claim(*arguments)

    monkeypatch.setattr(offsets, "claim", failing)
    await append_some(world)
    async with running(world.relay(), world.projector()):
        await world.caught_up()
    assert next(failures, None) is None
    assert await world.rebuilt() == await world.fingerprint()


async def test_a_claim_that_comes_late_leaves_no_partition_to_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assignment, "RECLAIM_AFTER", 0.5)
    async with running(world.relay(), world.projector()):
        await append_some(world)
        await world.caught_up()
        await world.rows.execute("UPDATE projection_offsets SET epoch = epoch + 1")
        await append_some(world)
        await world.caught_up()
    assert await world.rebuilt() == await world.fingerprint()


@pytest.mark.parametrize("committed", [0, 3, 1_000_000])
async def test_what_kafka_has_committed_decides_nothing(world: World, committed: int) -> None:
    await append_some(world)
    group = unique("group-")
    async with running(world.relay(), world.projector(group=group)):
        await world.caught_up()
    await append_some(world)
    consumer = AIOKafkaConsumer(**world.connect, group_id=group, enable_auto_commit=False)
    await consumer.start()
    partitions = [TopicPartition(world.topics[SERVICE], n) for n in range(world.partitions)]
    consumer.assign(partitions)
    await consumer.commit(dict.fromkeys(partitions, committed))
    await consumer.stop()
    async with running(world.relay(), world.projector(group=group)):
        await world.caught_up()
    assert await world.rebuilt() == await world.fingerprint()


async def test_a_group_that_was_deleted_is_made_anew_and_forgets_nothing(world: World) -> None:
    """Kafka does so, too, when nobody has been in it for a week."""
    await append_some(world)
    group = unique("group-")
    async with running(world.relay(), world.projector(group=group)):
        await world.caught_up()
    before = await world.rows.fetch(OFFSETS)
    await delete_group(world.kafka, group)
    await append_some(world)
    async with running(world.relay(), world.projector(group=group)):
        await world.caught_up()
    after = await world.rows.fetch(OFFSETS)
    assert sum(row["next_offset"] for row in after) == 80
    assert all(
        new["next_offset"] > old["next_offset"] for new, old in zip(after, before, strict=True)
    )
    assert await world.rebuilt() == await world.fingerprint()


async def test_an_offset_out_of_range_stops_and_alarms(world: World) -> None:
    await append_some(world)
    async with running(world.relay(), world.projector()):
        await world.caught_up()
    await world.rows.execute("UPDATE projection_offsets SET next_offset = 1000000")
    with capture_logs() as logs, pytest.raises(LogBroken, match="does not hold the offset"):
        await asyncio.wait_for(world.projector().run(asyncio.Event()), 30)
    assert await was_logged(logs, "projector_stopped")
