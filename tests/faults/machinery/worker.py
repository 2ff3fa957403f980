"""A relay or projector as a process of its own, which stops at a named place to be killed there.

``python -m tests.faults.machinery.worker <kind> <place> <url> <kafka> <prefix> <partitions>
<group>`` prints ``there`` when it has come to the place, and waits for its end.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from shared.bus import relay
from shared.readmodel import applying, parked
from shared.readmodel.derived import DerivedTable
from tests.integration.machinery.world import entered

Wait = Callable[[], Awaitable[None]]


async def wait_for_the_end() -> None:
    print("there", flush=True)  # noqa: T201 - the test reads it
    await asyncio.Event().wait()


def before(owner: Any, name: str) -> None:
    """Stops before the first call."""
    real = getattr(owner, name)

    async def stopped(*arguments: Any) -> Any:
        await wait_for_the_end()
        return await real(*arguments)

    setattr(owner, name, stopped)


def after(owner: Any, name: str) -> None:
    """Stops when the first call has been done."""
    real = getattr(owner, name)

    async def stopped(*arguments: Any, **named: Any) -> Any:
        await real(*arguments, **named)
        await wait_for_the_end()

    setattr(owner, name, stopped)


def when_told() -> None:
    """Goes on with the first line from its parent; one whose parent has ended ends too."""
    if not sys.stdin.readline():
        sys.exit()


PLACES: dict[str, Callable[[], None]] = {
    "nowhere": lambda: None,
    "on call": when_told,
    "sent, cursor not stored": lambda: before(relay, "store"),
    "before the transaction": lambda: before(applying.Applying, "apply"),
    "in the transaction": lambda: after(parked, "park"),
    "after the transaction": lambda: after(applying.Applying, "_apply"),
    "rows written, keys not locked": lambda: before(DerivedTable, "_lock"),
    "keys locked": lambda: after(DerivedTable, "_lock"),
}


async def main(kind: str, place: str, url: str, kafka: str, prefix: str, *rest: str) -> None:
    partitions, group = rest
    PLACES[place]()
    async with entered(url, kafka, prefix, int(partitions)) as world:
        part = world.relay() if kind == "relay" else world.projector(group=group)
        await part.run(asyncio.Event())


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
