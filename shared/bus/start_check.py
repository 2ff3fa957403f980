"""Is Kafka ahead of the log? Asked before anything is appended.

After a restored backup the log would give positions out again for other events, and readers would
drop those as duplicates, silently and for ever.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from aiokafka.structs import ConsumerRecord

from shared.bus.cursor import PAGE
from shared.bus.envelope import parse
from shared.bus.producer import Connect
from shared.kernel.errors import LogBroken, UnreadableEvent

log = structlog.get_logger(__name__)

FIRST_LOOK = 512
RETRY = 1.0
WITHIN = 30.0

Offsets = Mapping[TopicPartition, int]


async def refuse_if_ahead(
    connect: Connect,
    *,
    service: str,
    topic: str,
    partitions: int,
    head: Callable[[], Awaitable[int]],
) -> None:
    """Raises ``LogBroken`` if the topic holds a position after ``head``; waits for the broker.

    The log is asked last: meanwhile another process of the service may append and publish.
    """
    last = None
    while last is None:
        try:
            last = await last_sequence(connect, service, topic, partitions)
        except (KafkaError, OSError, TimeoutError) as error:
            log.warning("start_check_waits", service=service, exc_info=error)
            await asyncio.sleep(RETRY)
    end = await head()
    if last > end:
        reason = f"{topic} has position {last}, the log of {service} ends at {end}"
        log.critical("log_behind_topic", service=service, reason=reason)
        raise LogBroken(f"{reason}: was it restored from a backup?")


async def last_sequence(connect: Connect, service: str, topic: str, partitions: int) -> int:
    """The greatest position that was ever published there, 0 if none."""
    consumer = AIOKafkaConsumer(**connect, auto_offset_reset="none", enable_auto_commit=False)
    try:
        async with asyncio.timeout(WITHIN):
            await consumer.start()
            all_of_it = [TopicPartition(topic, number) for number in range(partitions)]
            begins = await consumer.beginning_offsets(all_of_it)
            ends = await consumer.end_offsets(all_of_it)
            return await _greatest(consumer, service, begins, ends)
    finally:
        await consumer.stop()


async def _greatest(
    consumer: AIOKafkaConsumer, service: str, begins: Offsets, ends: Offsets
) -> int:
    """Looks back from each end until no repetition can hide a greater position.

    A relay that died repeats from its cursor on, so a partition may end with old positions; but
    whatever was published lies less than a page after that cursor. Once a look back has met a
    position that is a page older than the newest one, it has met the cursor.
    """
    greatest, reach = 0, FIRST_LOOK
    looking = {partition for partition, end in ends.items() if end > begins[partition]}
    while looking:
        starts = {at: max(begins[at], ends[at] - reach) for at in looking}
        for at, positions in (await _positions(consumer, service, starts, ends)).items():
            newest = max(positions, default=0)
            greatest = max(greatest, newest)
            if starts[at] == begins[at] or min(positions, default=newest) < newest - PAGE:
                looking.discard(at)
        reach *= 8
    return greatest


async def _positions(
    consumer: AIOKafkaConsumer, service: str, starts: Offsets, ends: Offsets
) -> dict[TopicPartition, list[int]]:
    """The positions that stand between these offsets; what is no event of ours has none."""
    consumer.assign(list(starts))
    for partition, offset in starts.items():
        consumer.seek(partition, offset)
    found: dict[TopicPartition, list[int]] = {partition: [] for partition in starts}
    while any([await consumer.position(at) < ends[at] for at in starts]):
        for partition, records in (await consumer.getmany(timeout_ms=200)).items():
            found[partition] += filter(None, (_position(record, service) for record in records))
    return found


def _position(record: ConsumerRecord[bytes, bytes], service: str) -> int:
    try:
        envelope = parse(record.value, record.headers)
    except UnreadableEvent:
        return 0
    return envelope.position if envelope.service == service else 0
