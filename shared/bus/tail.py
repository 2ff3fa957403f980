"""The end of a topic, read back as far as is asked: what a log may lack, or a topic."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.structs import ConsumerRecord

from shared.bus.cursor import PAGE
from shared.bus.envelope import Envelope, parse
from shared.bus.producer import Connect
from shared.kernel.errors import UnreadableEvent

FIRST_LOOK = 512

Record = ConsumerRecord[bytes, bytes]
Read = Mapping[int, list[Envelope]]
"""By partition, in the order of the records, repetitions and all."""


@dataclass(frozen=True, slots=True)
class Tail:
    """Of one service's topic."""

    consumer: AIOKafkaConsumer
    service: str
    partitions: tuple[TopicPartition, ...]

    async def count(self) -> int:
        begins = await self.consumer.beginning_offsets(list(self.partitions))
        ends = await self.consumer.end_offsets(list(self.partitions))
        return sum(int(ends[at]) - int(begins[at]) for at in self.partitions)

    async def after(self, position: int) -> Read:
        """Every event of a greater position, and at least the last one of each partition.

        A relay that died repeats less than a page: once a look back has met a position that is a
        page older, nothing that is asked for stands before it.
        """
        begins = await self.consumer.beginning_offsets(list(self.partitions))
        ends = await self.consumer.end_offsets(list(self.partitions))
        reach = FIRST_LOOK
        found: dict[int, list[Envelope]] = {}
        looking = [at for at in self.partitions if ends[at] > begins[at]]
        while looking:
            starts = {at: max(begins[at], ends[at] - reach) for at in looking}
            for at, envelopes in (await self._read(starts, ends)).items():
                found[at.partition] = envelopes
                oldest = min((one.position for one in envelopes), default=position)
                if starts[at] == begins[at] or oldest <= position - PAGE:
                    looking.remove(at)
            reach *= 8
        return found

    async def _read(
        self, starts: Mapping[TopicPartition, int], ends: Mapping[TopicPartition, int]
    ) -> dict[TopicPartition, list[Envelope]]:
        self.consumer.assign(list(starts))
        for partition, offset in starts.items():
            self.consumer.seek(partition, offset)
        found: dict[TopicPartition, list[Envelope]] = {partition: [] for partition in starts}
        while any([await self.consumer.position(at) < ends[at] for at in starts]):
            for partition, records in (await self.consumer.getmany(timeout_ms=200)).items():
                found[partition] += filter(None, map(self._envelope, records))
        return found

    def _envelope(self, record: Record) -> Envelope | None:
        try:
            envelope = parse(record.value, record.headers)
        except UnreadableEvent:
            return None
        return envelope if envelope.service == self.service else None


@asynccontextmanager
async def tail_of(
    connect: Connect, service: str, topic: str, partitions: int
) -> AsyncIterator[Tail]:
    consumer = AIOKafkaConsumer(**connect, auto_offset_reset="none", enable_auto_commit=False)
    await consumer.start()
    try:
        places = tuple(TopicPartition(topic, number) for number in range(partitions))
        yield Tail(consumer, service, places)
    finally:
        await consumer.stop()
