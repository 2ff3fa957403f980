"""Fault 15: a worker is sent backwards while it reads; what was read before is not taken after it.

It would be taken for what comes next, and end the projector as if something were missing.
"""

import asyncio
import random

import pytest
from aiokafka import AIOKafkaConsumer

from shared.readmodel import projector
from shared.readmodel.assignment import Assignment, Slot
from shared.readmodel.offsets import Place
from tests.faults.machinery.crew import seed
from tests.faults.machinery.test_projector_killed import is_published
from tests.integration.machinery.world import SERVICE, World, drawn, edge_id, running, until

EVENTS = 400
SEEKS = 300
SEND_BACK = "UPDATE projection_offsets SET next_offset = $1 WHERE source = $2 AND partition = $3"


@pytest.mark.parametrize("pace", [0, 0.001], ids=["at once", "after a rest"])
async def test_what_was_read_before_a_seek_is_not_taken_after_it(
    world: World, monkeypatch: pytest.MonkeyPatch, pace: float
) -> None:
    monkeypatch.setattr(projector, "BATCH", 2)  # far less than what has been fetched ahead
    monkeypatch.setattr(projector, "PACE", pace)
    dice = random.Random(seed())  # noqa: S311 - where to, no secrets
    async with running(relay := world.relay()):
        await world.append(*(drawn(edge_id()) for _ in range(EVENTS)))
        await until(lambda: is_published(relay, world))
    reader = world.projector()
    consumer = AIOKafkaConsumer(
        **world.connect, group_id=world.prefix, enable_auto_commit=False, auto_offset_reset="none"
    )
    assignment = Assignment(consumer, SERVICE, world.rows, {SERVICE: world.topics[SERVICE]})
    consumer.subscribe(topics=[world.topics[SERVICE]], listener=assignment)
    await consumer.start()
    try:
        await until(assignment.claim)
        following: dict[Slot, int] = {}
        for _ in range(SEEKS):
            reading = asyncio.create_task(
                reader._read(consumer, assignment)  # noqa: SLF001 - no other reads and takes
            )
            await asyncio.sleep(dice.choice((0, dice.uniform(0, 0.003))))
            await sent_back(world, assignment, dice)
            for part in assignment.still_held(await reading):
                first = following.get(part.slot, part.slot.held.next_offset)
                assert part.records[0].offset == first
                following[part.slot] = part.next_offset
        assert max(following.values()) > EVENTS // world.partitions // 2
    finally:
        await consumer.stop()


async def sent_back(world: World, assignment: Assignment, dice: random.Random) -> None:
    """As when the server that kept the offsets has forgotten the last ones."""
    place = Place(SERVICE, dice.randrange(world.partitions))
    to = dice.randrange(EVENTS // world.partitions // 2)
    await world.rows.execute(SEND_BACK, to, *place)
    await assignment.correct([place])
