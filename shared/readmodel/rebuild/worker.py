"""A process of its own that folds partitions: ``python -m shared.readmodel.rebuild.worker``.

Its orders come on standard input, the first one pickled, then one partition a line, then that there
are no more; its answers go to standard output, a JSON object a line. When the input ends, so does
it, wherever it stands: the process that gives the orders is gone.
"""

import asyncio
import gc
import os
import pickle
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from threading import Thread
from typing import IO, Any

import orjson
import structlog

from shared.readmodel.offsets import Place
from shared.readmodel.parked import Dropped
from shared.readmodel.rebuild import source
from shared.readmodel.rebuild.folding import BulkFolding, reading_of
from shared.readmodel.rebuild.plan import Opener, RebuildFailed, selected

log = structlog.get_logger(__name__)

NO_MORE = b"null\n"

Say = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Order:
    """What every partition of a worker has in common."""

    opener: Opener
    arguments: Sequence[Any]
    names: Sequence[str]
    dropped: Dropped

    def line(self) -> bytes:
        return b64encode(pickle.dumps(self)) + b"\n"


async def work(order: Order, partitions: "asyncio.Queue[bytes]", say: Say) -> None:
    async with AsyncExitStack() as stack:
        model = await stack.enter_async_context(order.opener(*order.arguments))
        selection = selected(model, order.names)
        connection = await model.connection(model.new, model.rows, model.views)
        stack.push_async_callback(connection.close)
        topics = await stack.enter_async_context(
            source.opened(model.connect, model.topics, reading_of(model, selection))
        )
        folding = BulkFolding(model, selection, connection, topics, order.dropped)
        async with folding.prepared():
            say({"ready": True})
            gc.freeze()
            gc.disable()  # rows live until they are copied, and nothing here makes cycles
            while (line := await partitions.get()) != NO_MORE:
                name, partition, end = orjson.loads(line)
                held = await folding.fold(
                    Place(name, partition), end, lambda count: say({"read": count})
                )
                say({"done": [held.next_offset, held.last_position, held.last_event]})
        say({"copied": True})


async def main(answers: IO[bytes]) -> None:
    def say(what: dict[str, Any]) -> None:
        answers.write(orjson.dumps(what) + b"\n")
        answers.flush()

    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[bytes] = asyncio.Queue()
    first = await loop.run_in_executor(None, sys.stdin.buffer.readline)
    order: Order = pickle.loads(b64decode(first))  # noqa: S301 - of the process that started us
    Thread(target=listen, args=(loop, lines), daemon=True).start()
    try:
        await work(order, lines, say)
    except RebuildFailed as failed:
        say({"failed": str(failed)})
    except Exception as error:  # whatever it is, it is told to whoever gave the order
        log.warning("rebuild_worker_failed", exc_info=error)
        say({"failed": f"a worker ended with {type(error).__name__}"})


def listen(loop: asyncio.AbstractEventLoop, lines: "asyncio.Queue[bytes]") -> None:
    for line in sys.stdin.buffer:
        loop.call_soon_threadsafe(lines.put_nowait, line)
    os._exit(1)


if __name__ == "__main__":
    answering = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what is logged must not stand among the answers
    asyncio.run(main(answering))
