"""What the topics hold of some partitions, up to given ends and no further."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import OffsetOutOfRangeError

from shared.bus.producer import Connect
from shared.readmodel.arrivals import Reading
from shared.readmodel.assignment import Part, Slot
from shared.readmodel.offsets import Held, Place
from shared.readmodel.rebuild.plan import RebuildFailed

FETCH_BYTES = 8 * 1024 * 1024
BATCH = 20_000
"""Records a partition, more than a fetch brings: the next one leaves when all are taken."""
POLL_MS = 500
END_MS = 1
"""How long the broker may wait for more at a partition's end: the next one waits as long."""
BREATH = 0.001
"""For the next fetch to leave: it comes while this one's records are decoded."""


class Source:
    """Reads partitions that it names itself: no group, nothing is committed."""

    def __init__(
        self, consumer: AIOKafkaConsumer, topics: Mapping[str, str], reading: Reading
    ) -> None:
        self._consumer = consumer
        self._topics = topics
        self._reading = reading

    async def ends(self, places: Collection[Place]) -> dict[Place, int]:
        """Raises ``RebuildFailed`` where a topic no longer begins with its first record."""
        partitions = {self._partition(place): place for place in places}
        begins = await self._consumer.beginning_offsets(list(partitions))
        if short := [partition for partition, begin in begins.items() if begin]:
            raise RebuildFailed(
                f"{short[0].topic} does not hold its first events any more: "
                "'mastery republish' brings a topic back from its log"
            )
        ends = await self._consumer.end_offsets(list(partitions))
        return {place: ends[partition] for partition, place in partitions.items()}

    async def parts(
        self, slots: Collection[Slot], ends: Mapping[Place, int]
    ) -> AsyncIterator[list[Part]]:
        """From where each slot stands up to its end, a batch of all of them at a time."""
        going = {
            self._partition(slot.place): slot
            for slot in slots
            if slot.held.next_offset < ends[slot.place]
        }
        if not going:
            return
        self._consumer.assign(list(going))
        for partition, slot in going.items():
            slot.read_offset = slot.held.next_offset
            self._consumer.seek(partition, slot.read_offset)
        while going:
            parts = await self._some(going, ends)
            for partition, slot in list(going.items()):
                if await self._consumer.position(partition) >= ends[slot.place]:
                    self._consumer.pause(partition)
                    del going[partition]
            yield parts

    async def _some(
        self, going: Mapping[TopicPartition, Slot], ends: Mapping[Place, int]
    ) -> list[Part]:
        try:
            records = await self._consumer.getmany(
                *going, timeout_ms=POLL_MS, max_records=BATCH * len(going)
            )
        except OffsetOutOfRangeError as error:
            raise RebuildFailed(f"a topic is not what it was a moment ago: {error}") from error
        await asyncio.sleep(BREATH)
        parts = []
        for partition, some in records.items():
            slot, end = going[partition], ends[going[partition].place]
            wanted = some if some[-1].offset < end else [r for r in some if r.offset < end]
            if wanted:
                slot.read_offset = wanted[-1].offset + 1
                parts.append(Part(slot, slot.read_offset, wanted))
        read = await self._reading.arrivals((part.slot.place, part.records) for part in parts)
        for part, arrivals in zip(parts, read, strict=True):
            part.arrivals = arrivals
        return parts

    def _partition(self, place: Place) -> TopicPartition:
        return TopicPartition(self._topics[place.source], place.partition)


def slots_at(held: Mapping[Place, Held]) -> dict[Place, Slot]:
    return {place: Slot(place, at, at.next_offset) for place, at in held.items()}


def beginnings(places: Sequence[Place]) -> dict[Place, Held]:
    return {place: Held(0, 0, 0) for place in places}


@asynccontextmanager
async def opened(
    connect: Connect, topics: Mapping[str, str], reading: Reading
) -> AsyncIterator[Source]:
    consumer = AIOKafkaConsumer(
        **connect,
        enable_auto_commit=False,
        auto_offset_reset="none",
        max_partition_fetch_bytes=FETCH_BYTES,
        fetch_max_wait_ms=END_MS,
    )
    await consumer.start()
    try:
        known = [TopicPartition(topic, 0) for topic in topics.values()]
        consumer.assign(known)  # or the first question is tried again until the client knows them
        for partition in known:
            consumer.seek(partition, 0)
        consumer.pause(*known)
        yield Source(consumer, topics, reading)
    finally:
        await consumer.stop()
