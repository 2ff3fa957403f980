"""Durable commands a second through the command handler, and how long each waits."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import shared.eventstore
from shared.eventstore.batcher import MOST
from shared.eventstore.handler import Request
from shared.runtime.migrate import Source, migrate
from shared.runtime.parts import Parts
from shared.runtime.pools import open_pool
from suite.bench import careers, place
from suite.bench.figures import Figure, figure, percentile
from suite.bench.filling import decided
from suite.bench.measuring import Bench
from suite.bench.plain import append as plain
from suite.bench.plain import library

CALLERS = {1: 400, 8: 3_000, 128: 10_000, 1_024: 16_000}
"""How many at once, and how many commands a run has."""
PEERS_AT = 128
LIBRARY_COMMANDS = 800
RAW = "raw INSERT … SELECT unnest, same rows"
PEERS = (
    ("events", "the same of the events' rows alone"),
    ("eventsourcing", "eventsourcing, 16 threads"),
)


async def append(bench: Bench) -> AsyncIterator[Figure]:
    async with AsyncExitStack() as stack:
        here = await stack.enter_async_context(place.opened(bench.servers))
        raw_url = await stack.enter_async_context(bench.servers.database())
        source = Source("eventstore", Path(shared.eventstore.__path__[0]) / "migrations")
        await migrate(raw_url, "raw_log", [source])
        raw = await open_pool(raw_url, "raw_log", application="bench")
        stack.push_async_callback(raw.close)
        rows = [plain.row_of(one) for one in await decided(here.parts, max(CALLERS.values()))]
        other, close = library.opened(await stack.enter_async_context(bench.servers.database()))
        stack.callback(close)

        for callers, commands in CALLERS.items():
            size = max(bench.size(commands), callers)

            async def ours(callers: int = callers, size: int = size) -> Sequence[float]:
                return await run(here.parts, callers, size)

            async def theirs(callers: int = callers, size: int = size) -> Sequence[float]:
                return [await plain.rate(raw, rows[:size], min(callers, MOST))]

            async def library_run() -> Sequence[float]:
                commands = bench.size(LIBRARY_COMMANDS)
                return [await asyncio.to_thread(other, commands)]

            async def events_alone(size: int = size) -> Sequence[float]:
                return [await plain.rate(raw, rows[:size], PEERS_AT, events_alone=True)]

            more = (events_alone, library_run) if callers == PEERS_AT else ()
            found = await bench.alternated(f"append at {callers}", ours, theirs, *more)
            for one in figures(f"append.{callers}", found):
                yield one


def figures(name: str, found: Sequence[Sequence[Sequence[float]]]) -> list[Figure]:
    rates, raw = [one[0] for one in found[0]], [one[0] for one in found[1]]
    made = [
        figure(name, "commands/s", rates, raw, RAW),
        figure(f"{name}.p50", "ms", [one[1] for one in found[0]]),
        figure(f"{name}.p99", "ms", [one[2] for one in found[0]]),
    ]
    for (kind, to), runs in zip(PEERS, found[2:], strict=False):
        theirs = [one[0] for one in runs]
        made.append(figure(f"{name}.{kind}", "commands/s", rates, theirs, to))
    return made


async def run(parts: Parts, callers: int, commands: int) -> Sequence[float]:
    """Commands a second, and the milliseconds that half and all but one in a hundred needed."""
    owners = careers.people(min(callers, careers.PEOPLE))
    await parts.keys.ensured(owners)
    each = -(-commands // callers)
    clients = [careers.requests(owners[nth % len(owners)], each) for nth in range(callers)]
    waited: list[float] = []

    async def client(requests: Sequence[Request]) -> None:
        for request in requests:
            began = time.perf_counter()
            await parts.handler.handle(request)
            waited.append(time.perf_counter() - began)

    started = time.perf_counter()
    await asyncio.gather(*map(client, clients))
    rate = len(waited) / (time.perf_counter() - started)
    return rate, 1e3 * percentile(waited, 0.5), 1e3 * percentile(waited, 0.99)
