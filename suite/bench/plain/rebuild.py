"""The same rows from the first offset, folded in memory and copied at the end."""

import asyncio
import gc
import time
from collections.abc import Mapping
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.bus.cursor import Pool
from shared.kernel.messages import StreamId
from suite.bench.plain.folding import TABLES, VALUES, Fold, folded

FETCH_BYTES = 8 * 1024 * 1024
MOST = 50_000
BREATH = 0.001


async def rate(
    pool: Pool,
    connect: Mapping[str, Any],
    topic: str,
    partitions: int,
    number: int,
    keys: Mapping[StreamId, bytes],
) -> float:
    """Events a second into the tables that serve, indexes and all."""
    started = time.perf_counter()
    consumer = AIOKafkaConsumer(
        **connect, enable_auto_commit=False, max_partition_fetch_bytes=FETCH_BYTES
    )
    await consumer.start()
    gc.disable()  # nothing here makes cycles
    try:
        places = [TopicPartition(topic, nth) for nth in range(partitions)]
        consumer.assign(places)
        for place in places:
            consumer.seek(place, 0)
        fold, done = Fold(keys), 0
        while done < number:
            records = await consumer.getmany(timeout_ms=200, max_records=MOST)
            await asyncio.sleep(BREATH)  # the next fetch leaves while these are folded
            for some in records.values():
                folded(fold, (record.value or b"" for record in some))
                done += len(some)
        async with pool.acquire() as connection, connection.transaction():
            for table, rows in fold.rows.items():
                values = map(VALUES[table], rows.values())
                names = list(TABLES[table])
                await connection.copy_records_to_table(table, records=values, columns=names)
        return done / (time.perf_counter() - started)
    finally:
        gc.enable()
        await consumer.stop()
