"""The same pages sent by a loop without checks: no leader, no cursor, no hole looked for."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any
from zlib import crc32

from shared.bus.cursor import PAGE, READ_PAGE, Connection, Pool
from shared.bus.envelope import HEADERS
from shared.bus.producer import Publisher

Messages = dict[int, list[tuple[bytes, bytes]]]


async def rate(
    pool: Pool, connect: Mapping[str, Any], topic: str, partitions: int, number: int
) -> float:
    """Of the log's first ``number`` events; the next page is read while the acks come."""
    publisher = Publisher(connect)
    await publisher.start()
    sent = [0] * partitions
    try:
        async with pool.acquire() as connection:
            started = time.perf_counter()
            after, messages = await page(connection, 0, sent)
            while messages:
                sending = asyncio.gather(
                    *(send(publisher, topic, place, some) for place, some in messages.items())
                )
                after, messages = await page(connection, after, sent)
                await sending
            return number / (time.perf_counter() - started)
    finally:
        await publisher.stop()


async def page(connection: Connection, after: int, sent: list[int]) -> tuple[int, Messages]:
    messages: Messages = {}
    for row in await connection.fetch(READ_PAGE, after, PAGE):
        (position, event_id, stream, version, kind, payload, about, at, actor, command_id,
         correlation, causation, origin, trace) = row  # fmt: skip
        partition = crc32(stream.encode()) % len(sent)
        more = "" if causation is None else f'"causationid":"{causation}",'
        more += "" if trace is None else f'"traceparent":"{trace}",'
        value = (
            f'{{"specversion":"1.0","id":"{event_id}","source":"/acme/goals","type":"{kind}",'
            f'"subject":"{stream}","time":"{at.isoformat()}","datacontenttype":"application/json",'
            f'"dataschema":"urn:mastery:schema:{kind}","partitionkey":"{stream}",'
            f'"sequence":"{position:020}","prev":"{sent[partition]:020}",'
            f'"streamversion":{version},"about":"{",".join(about)}","actor":"{actor}",'
            f'"commandid":"{command_id}","origin":"{origin}","correlationid":"{correlation}",'
            f'{more}"data":{payload}}}'
        )
        messages.setdefault(partition, []).append((stream.encode(), value.encode()))
        sent[partition] = after = position
    return after, messages


async def send(
    publisher: Publisher, topic: str, partition: int, messages: list[tuple[bytes, bytes]]
) -> None:
    batch = publisher.create_batch()
    for key, value in messages:
        if batch.append(timestamp=None, key=key, value=value, headers=HEADERS) is None:
            await (await publisher.send_batch(batch, topic, partition=partition))
            batch = publisher.create_batch()
            batch.append(timestamp=None, key=key, value=value, headers=HEADERS)
    await (await publisher.send_batch(batch, topic, partition=partition))
