"""Events a second from the topic into the tables, one process: all of goals' projections.

``unsealed``: of events in which no personal text is sealed.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from uuid import uuid4

from shared.readmodel.projector import Projector
from shared.runtime import broker
from shared.runtime.parts import Parts
from suite.bench import place
from suite.bench.figures import Figure, figure
from suite.bench.filling import WORK, Work, filled
from suite.bench.measuring import Bench
from suite.bench.plain import live as plain

EVENTS = 120_000
TABLES = (
    "career_goals", "milestones", "linked_skills", "check_ins", "requirements",
    "projection_offsets",
)  # fmt: skip
CLAIMED = "SELECT count(*) FROM projection_offsets"
SEEN = "SELECT coalesce(sum(next_offset), 0) FROM projection_offsets"
LOOK = 0.005
PLAIN = "plain loop: getmany, orjson, fold, unnest upsert"


async def live(bench: Bench) -> AsyncIterator[Figure]:
    for name, work in WORK.items():
        yield await compared(bench, f"live{name}", work)


async def compared(bench: Bench, name: str, work: Work) -> Figure:
    async with AsyncExitStack() as stack:
        here = await stack.enter_async_context(place.opened(bench.servers, kafka=True))
        parts = here.parts
        number, keys = await filled(parts, work, bench.size(EVENTS))

        async def ours() -> float:
            return await rate(parts, number, TABLES)

        async def theirs() -> float:
            await empty(parts, TABLES)
            return await plain.rate(
                parts.read, broker.connection(parts.settings), parts.topic,
                parts.settings.topic_partitions, number, keys,
            )  # fmt: skip

        mine, plain_runs = await bench.alternated(name, ours, theirs)
        return figure(name, "events/s", mine, plain_runs, PLAIN)


async def rate(parts: Parts, number: int, tables: Sequence[str]) -> float:
    """From the moment on that its partitions are claimed, until all is committed."""
    await empty(parts, tables)
    stop = asyncio.Event()
    running = asyncio.create_task(projector(parts).run(stop))
    while not await parts.read.fetchval(CLAIMED):  # noqa: ASYNC110 - it happens in a database
        await asyncio.sleep(LOOK)
    started = time.perf_counter()
    while await parts.read.fetchval(SEEN) < number:  # noqa: ASYNC110 - it happens in a database
        await asyncio.sleep(LOOK)
    seconds = time.perf_counter() - started
    stop.set()
    await running
    return number / seconds


async def empty(parts: Parts, tables: Sequence[str]) -> None:
    await parts.read.execute(f"TRUNCATE {', '.join(tables)}")


def projector(parts: Parts) -> Projector:
    """As the role has it, in a group of its own."""
    subscriptions = parts.definition.subscriptions
    return Projector(
        name=parts.definition.name,
        pool=parts.read,
        connect=broker.connection(parts.settings),
        topics=parts.topics(parts.definition.sources),
        codec=parts.codec,
        keys=parts.keys,
        projections=subscriptions.projections,
        derived=subscriptions.derived,
        markings=subscriptions.markings,
        group=f"bench-{uuid4()}",
    )
