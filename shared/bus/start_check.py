"""Is this log whole? Asked before anything is appended, and each time a relay begins to lead.

A restored backup and a standby that lagged would give positions out again for other events, and
readers would drop those as repetitions, silently and for ever. A log that has passed its old end
meanwhile shows by other events at the same positions.
"""

import asyncio
from collections.abc import Mapping
from typing import TypeAlias
from uuid import UUID

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from aiokafka.structs import ConsumerRecord

from shared.bus.cursor import PAGE, Connection, Pool
from shared.bus.envelope import parse
from shared.bus.producer import Connect
from shared.kernel.errors import LogBroken, UnreadableEvent

_log = structlog.get_logger(__name__)

FIRST_LOOK = 512
RETRY = 1.0
WITHIN = 30.0

EVENTS_AT = "SELECT position, event_id FROM events WHERE position = ANY ($1::bigint[])"
HEAD = "SELECT coalesce(max(position), 0) FROM events"

Offsets = Mapping[TopicPartition, int]
Log: TypeAlias = "Pool | Connection"
Published = Mapping[int, UUID]
"""Positions, and the event that stands at each in the topic."""


async def refuse_if_ahead(
    connect: Connect, *, service: str, topic: str, partitions: int, log: Log
) -> None:
    """As ``refuse_others`` with the ends of the topic; waits for the broker.

    The log is asked last: meanwhile another process of the service may append and publish.
    """
    ends = None
    while ends is None:
        try:
            ends = await ends_of(connect, service, topic, partitions)
        except (KafkaError, OSError, TimeoutError) as error:
            _log.warning("start_check_waits", service=service, exc_info=error)
            await asyncio.sleep(RETRY)
    await refuse_others(log, ends, service=service, topic=topic)


async def refuse_others(log: Log, published: Published, *, service: str, topic: str) -> None:
    """Raises ``LogBroken`` if the log lacks what was published, or has something else there."""
    rows = await log.fetch(EVENTS_AT, list(published))
    held = {row["position"]: row["event_id"] for row in rows}
    wrong = [position for position, event in published.items() if held.get(position) != event]
    if not wrong:
        return
    if missing := [position for position in wrong if position not in held]:
        end = await log.fetchval(HEAD)
        reason = f"{topic} has position {max(missing)}, the log of {service} ends at {end}"
    else:
        reason = f"{topic} has another event at position {max(wrong)} than the log of {service}"
    _log.critical("log_behind_topic", service=service, reason=reason)
    raise LogBroken(f"{reason}: was it restored from a backup, or a standby promoted that lagged?")


async def ends_of(connect: Connect, service: str, topic: str, partitions: int) -> Published:
    """The greatest position that was ever published to each partition."""
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
) -> Published:
    """Looks back from each end until no repetition can hide a greater position.

    A relay that died repeats from its cursor on, so a partition may end with old positions; but
    whatever was published lies less than a page after that cursor. Once a look back has met a
    position that is a page older than the newest one, it has met the cursor.
    """
    found: dict[int, UUID] = {}
    reach = FIRST_LOOK
    looking = {partition for partition, end in ends.items() if end > begins[partition]}
    while looking:
        starts = {at: max(begins[at], ends[at] - reach) for at in looking}
        for at, published in (await _published(consumer, service, starts, ends)).items():
            newest = max(published, default=0)
            if published:
                found[newest] = published[newest]
            if starts[at] == begins[at] or min(published, default=newest) < newest - PAGE:
                looking.discard(at)
        reach *= 8
    return found


async def _published(
    consumer: AIOKafkaConsumer, service: str, starts: Offsets, ends: Offsets
) -> dict[TopicPartition, dict[int, UUID]]:
    """What stands between these offsets; what is no event of ours has no position."""
    consumer.assign(list(starts))
    for partition, offset in starts.items():
        consumer.seek(partition, offset)
    found: dict[TopicPartition, dict[int, UUID]] = {partition: {} for partition in starts}
    while any([await consumer.position(at) < ends[at] for at in starts]):
        for partition, records in (await consumer.getmany(timeout_ms=200)).items():
            for record in records:
                found[partition] |= _of_record(record, service)
    return found


def _of_record(record: ConsumerRecord[bytes, bytes], service: str) -> dict[int, UUID]:
    try:
        envelope = parse(record.value, record.headers)
    except UnreadableEvent:
        return {}
    return {envelope.position: envelope.event_id} if envelope.service == service else {}
