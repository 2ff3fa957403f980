"""Events a second from the log to the broker, acknowledged and with the cursor stored."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

from shared.runtime import broker
from shared.runtime.parts import Parts
from suite.bench import place
from suite.bench.figures import Figure, figure
from suite.bench.filling import decided, fill_log
from suite.bench.measuring import Bench
from suite.bench.plain import relay as plain

EVENTS = 40_000
FROM_THERE = "UPDATE relay_cursor SET position = $1, sent = '{}'"
LOOK = 0.002
PLAIN = "plain loop: SELECT, f-string, ready batches"


async def relay(bench: Bench) -> AsyncIterator[Figure]:
    async with AsyncExitStack() as stack:
        here = await stack.enter_async_context(place.opened(bench.servers, kafka=True))
        parts, number = here.parts, bench.size(EVENTS)
        await fill_log(parts.log, await decided(parts, number))
        topic = f"plain-{parts.topic}"
        await broker.ensure_topics(parts.settings, [topic])

        async def ours() -> float:
            return await rate(parts, number)

        async def theirs() -> float:
            return await plain.rate(
                parts.log, broker.connection(parts.settings), topic,
                parts.settings.topic_partitions, number,
            )  # fmt: skip

        mine, plain_runs = await bench.alternated("relay", ours, theirs)
        yield figure("relay", "events/s", mine, plain_runs, PLAIN)


async def rate(parts: Parts, number: int, after: int = 0) -> float:
    """From the moment on that it leads: a start is not what is measured."""
    await parts.log.execute(FROM_THERE, after)
    parts.relay.position = after
    stop = asyncio.Event()
    running = asyncio.create_task(parts.relay.run(stop))
    while not parts.relay.leading:  # noqa: ASYNC110 - it tells nobody
        await asyncio.sleep(LOOK)
    started = time.perf_counter()
    while parts.relay.position < after + number:  # noqa: ASYNC110 - as above
        await asyncio.sleep(LOOK)
    seconds = time.perf_counter() - started
    stop.set()
    await running
    return number / seconds
