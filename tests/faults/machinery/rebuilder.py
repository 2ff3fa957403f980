"""A rebuild as a process of its own, which stops at a named place to be killed there.

``python -m tests.faults.machinery.rebuilder <place> <url> <kafka> <prefix> <partitions>`` prints
``there`` when it has come to the place.
"""

import asyncio
import sys
from collections.abc import Callable

from shared.readmodel.rebuild import bulk, folding, run, swap, tables
from shared.readmodel.rebuild.deriving import Deriving
from shared.readmodel.rebuild.run import rebuild
from tests.faults.machinery.worker import after, before
from tests.integration.machinery.rebuilding import Steps, entered_model


def workers_stop() -> None:
    bulk.WORTH_A_WORKER = 1
    after(bulk.Worker, "answer")


PLACES: dict[str, Callable[[], None]] = {
    "new tables made": lambda: after(tables, "make"),
    "some rows copied": lambda: after(folding, "copy"),
    "all folded": lambda: after(bulk, "fold_here"),
    "indexed": lambda: after(tables, "index"),
    "derived": lambda: after(Deriving, "build"),
    "before the pause": lambda: before(swap, "pause"),
    "paused": lambda: after(swap, "pause"),
    "caught up in the pause": lambda: before(swap, "exchange"),
    "exchanged, not committed": lambda: after(swap, "exchange"),
    "workers at work": workers_stop,
    "committed": lambda: after(run.Rebuild, "run"),
}


async def main(place: str, url: str, kafka: str, prefix: str, partitions: str) -> None:
    PLACES[place]()
    await rebuild(entered_model, (url, kafka, prefix, int(partitions)), (), Steps(), workers=2)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
