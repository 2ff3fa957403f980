"""All partitions folded: in this process, or by one worker process a core over disjoint ones."""

import asyncio
import os
import sys
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson

from shared.readmodel.collecting import no_collection
from shared.readmodel.offsets import Held, Place
from shared.readmodel.rebuild.folding import BulkFolding, Report, largest_first
from shared.readmodel.rebuild.plan import RebuildFailed
from shared.readmodel.rebuild.worker import NO_MORE, Order

WORTH_A_WORKER = 50_000
"""Records; fewer are folded sooner than a process has started."""

MODULE = "shared.readmodel.rebuild.worker"
LINE_LIMIT = 1024 * 1024


async def fold_here(
    folding: BulkFolding, ends: Mapping[Place, int], report: Report
) -> dict[Place, Held]:
    with no_collection():
        async with folding.prepared():
            return {
                place: await folding.fold(place, end, report) for place, end in largest_first(ends)
            }


async def fold_apart(
    order: Order, ends: Mapping[Place, int], report: Report, workers: int
) -> dict[Place, Held]:
    """The workers end with the call, however it ends."""
    waiting = deque(largest_first(ends))
    found: dict[Place, Held] = {}
    try:
        async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
            for _ in range(min(workers, len(waiting))):
                worker = await stack.enter_async_context(started(order, report))
                group.create_task(directed(worker, waiting, found))
    except* RebuildFailed as failures:
        raise failures.exceptions[0] from failures
    return found


@dataclass(frozen=True, slots=True)
class Worker:
    orders: asyncio.StreamWriter
    answers: asyncio.StreamReader
    report: Report

    def give(self, line: bytes) -> None:
        self.orders.write(line)

    async def answer(self, wanted: str) -> Any:
        """Reports what is read meanwhile; raises ``RebuildFailed``."""
        while line := await self.answers.readline():
            said = orjson.loads(line)
            if "failed" in said:
                raise RebuildFailed(said["failed"])
            if "read" in said:
                self.report(said["read"])
            if wanted in said:
                return said[wanted]
        raise RebuildFailed("a worker has ended before its partition was done")


@asynccontextmanager
async def started(order: Order, report: Report) -> AsyncIterator[Worker]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", MODULE,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        start_new_session=True,  # a terminal's Ctrl-C is for us
        limit=LINE_LIMIT,
    )  # fmt: skip
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("a process was started without its pipes")
    try:
        worker = Worker(process.stdin, process.stdout, report)
        worker.give(order.line())
        yield worker
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def directed(
    worker: Worker, waiting: "deque[tuple[Place, int]]", found: dict[Place, Held]
) -> None:
    """Gives a worker one partition after the other, as long as any is left."""
    await worker.answer("ready")
    while waiting:
        place, end = waiting.popleft()
        worker.give(orjson.dumps([place.source, place.partition, end]) + b"\n")
        found[place] = Held(0, *await worker.answer("done"))
    worker.give(NO_MORE)
    await worker.answer("copied")
