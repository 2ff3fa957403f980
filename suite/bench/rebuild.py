"""Events a second from the first offset into fresh tables that then serve."""

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

from shared.readmodel.rebuild.run import rebuild as run
from shared.runtime import broker
from suite.bench import place
from suite.bench.figures import Figure, figure
from suite.bench.filling import decided, fill_topic
from suite.bench.live import TABLES, empty
from suite.bench.measuring import Bench
from suite.bench.plain import rebuild as plain
from suite.commands.operating import read_model

EVENTS = 60_000
PLAIN = "plain loop: getmany, orjson, fold, COPY"


class Silent:
    """Nobody watches."""

    def phase(self, name: str, total: int | None = None) -> None: ...
    def advance(self, count: int) -> None: ...


async def rebuild(bench: Bench) -> AsyncIterator[Figure]:
    async with AsyncExitStack() as stack:
        here = await stack.enter_async_context(place.opened(bench.servers, kafka=True))
        parts, number = here.parts, bench.size(EVENTS)
        events = await decided(parts, number)
        await fill_topic(parts, events)
        keys = await parts.keys.ensured({one.about[0] for one in events})

        async def ours() -> float:
            await empty(parts, TABLES)
            started = time.perf_counter()
            built = await run(read_model, (parts.definition.name, parts.settings), [], Silent())
            return built.events / (time.perf_counter() - started)

        async def theirs() -> float:
            await empty(parts, TABLES)
            return await plain.rate(
                parts.read, broker.connection(parts.settings), parts.topic,
                parts.settings.topic_partitions, number, keys,
            )  # fmt: skip

        mine, plain_runs = await bench.alternated("rebuild", ours, theirs)
        yield figure("rebuild", "events/s", mine, plain_runs, PLAIN)
