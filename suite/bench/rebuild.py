"""Events a second from the first offset into fresh tables that then serve.

One process folds, as a process of a larger rebuild would; ``cores``: as many as there are cores,
as the command line has it. ``unsealed``: of events in which no personal text is sealed.
"""

import os
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack

from shared.readmodel.rebuild.run import rebuild as run
from shared.runtime import broker
from shared.runtime.parts import Parts
from suite.bench import place
from suite.bench.figures import Figure, figure
from suite.bench.filling import WORK, Work, filled
from suite.bench.live import TABLES, empty
from suite.bench.measuring import Bench
from suite.bench.plain import rebuild as plain
from suite.commands.operating import read_model

EVENTS = 240_000
PLAIN = "plain loop: getmany, orjson, fold, COPY"


class Silent:
    """Nobody watches."""

    def phase(self, name: str, total: int | None = None) -> None: ...
    def advance(self, count: int) -> None: ...


async def rebuild(bench: Bench) -> AsyncIterator[Figure]:
    for name, work in WORK.items():
        async for one in compared(bench, f"rebuild{name}", work):
            yield one


async def compared(bench: Bench, name: str, work: Work) -> AsyncIterator[Figure]:
    async with AsyncExitStack() as stack:
        here = await stack.enter_async_context(place.opened(bench.servers, kafka=True))
        parts = here.parts
        number, keys = await filled(parts, work, bench.size(EVENTS))

        async def ours() -> float:
            return await anew(parts, TABLES)

        async def on_all_cores() -> float:
            return await anew(parts, TABLES, os.cpu_count() or 1)

        async def theirs() -> float:
            await empty(parts, TABLES)
            return await plain.rate(
                parts.read, broker.connection(parts.settings), parts.topic,
                parts.settings.topic_partitions, number, keys,
            )  # fmt: skip

        mine, all_cores, plain_runs = await bench.alternated(name, ours, on_all_cores, theirs)
        yield figure(name, "events/s", mine, plain_runs, PLAIN)
        yield figure(f"{name}.cores", "events/s", all_cores, plain_runs, PLAIN)


async def anew(parts: Parts, tables: Sequence[str], workers: int = 1) -> float:
    """Events a second of all of a service's projections."""
    await empty(parts, tables)
    started = time.perf_counter()
    arguments = parts.definition.name, parts.settings
    built = await run(read_model, arguments, [], Silent(), workers=workers)
    return built.events / (time.perf_counter() - started)
