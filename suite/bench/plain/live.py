"""The same rows by a loop without checks: no group, no epoch, no duplicate looked for."""

import asyncio
import gc
import time
from collections.abc import Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.bus.cursor import Pool
from shared.kernel.messages import StreamId
from shared.readmodel.fetching import POLL_MS
from shared.readmodel.projector import BATCH, FETCH_BYTES
from suite.bench.plain.folding import Fold, folded

OFFSETS = """
INSERT INTO projection_offsets (projector, source, partition, epoch, next_offset)
SELECT 'plain', 'goals', partition, 1, next_offset
FROM unnest($1::integer[], $2::bigint[]) AS o (partition, next_offset)
ON CONFLICT (projector, source, partition) DO UPDATE SET next_offset = excluded.next_offset
"""
NOT_DURABLE = "SET LOCAL synchronous_commit = off"


async def rate(
    pool: Pool,
    connect: Mapping[str, Any],
    topic: str,
    partitions: int,
    number: int,
    keys: Mapping[StreamId, bytes],
) -> float:
    """Events a second; the next batch is read while one is folded and written."""
    consumer = await at_the_beginning(
        connect, [TopicPartition(topic, nth) for nth in range(partitions)]
    )
    fold, done = Fold(keys), 0
    gc.disable()  # nothing here makes cycles
    try:
        async with pool.acquire() as connection:
            started = time.perf_counter()
            reading = asyncio.create_task(read(consumer, partitions))
            while done < number:
                records = await reading
                reading = asyncio.create_task(read(consumer, partitions))
                for some in records.values():
                    folded(fold, (record.value for record in some))
                    done += len(some)
                ends = {place.partition: some[-1].offset + 1 for place, some in records.items()}
                async with connection.transaction():
                    await connection.execute(NOT_DURABLE)
                    await connection.execute(OFFSETS, list(ends), list(ends.values()))
                    await fold.write(connection)
            seconds = time.perf_counter() - started
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
            return done / seconds
    finally:
        gc.enable()
        await consumer.stop()


async def at_the_beginning(
    connect: Mapping[str, Any], places: Sequence[TopicPartition]
) -> AIOKafkaConsumer:
    consumer = AIOKafkaConsumer(
        **connect, enable_auto_commit=False, max_partition_fetch_bytes=FETCH_BYTES
    )
    await consumer.start()
    consumer.assign(places)
    for place in places:
        consumer.seek(place, 0)
    return consumer


async def read(consumer: AIOKafkaConsumer, partitions: int) -> Mapping[TopicPartition, Any]:
    found: Mapping[TopicPartition, Any] = await consumer.getmany(
        timeout_ms=POLL_MS, max_records=BATCH * partitions
    )
    return found
