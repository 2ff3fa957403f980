"""Relay and projector as a process of their own that ends as a service does: on SIGTERM, in order.

``python -m tests.faults.machinery.service <place> <url> <kafka> <prefix> <partitions>`` prints
``there`` when it has come to its place in the middle of a batch, and goes on once it has been
told to end; in a place that is ``stuck`` it never does. Without a place it prints ``there`` as
soon as both are at work.
"""

import asyncio
import sys
from collections.abc import Callable
from typing import Any

from shared.bus import relay
from shared.readmodel import parked
from shared.runtime.health import Health
from shared.runtime.process import run, stop_on_signals, supervise
from tests.integration.machinery.world import World, entered, until

DRAIN = 10.0
LONGER = 0.5
"""Seconds for which its batch goes on after the signal."""


def stop_once(owner: Any, name: str, asked: asyncio.Event, *, stuck: bool = False) -> None:
    """Before its first call."""
    real, first = getattr(owner, name), iter([there])

    async def stopped(*arguments: Any) -> Any:
        for tell_it in first:
            tell_it()
            await (asyncio.Event() if stuck else asked).wait()
            await asyncio.sleep(LONGER)
        return await real(*arguments)

    setattr(owner, name, stopped)


def there() -> None:
    print("there", flush=True)  # noqa: T201 - the test reads it


PLACES: dict[str, Callable[[asyncio.Event], None]] = {
    "nowhere": lambda _asked: None,
    "sent, cursor not stored": lambda asked: stop_once(relay, "store", asked),
    "in the transaction": lambda asked: stop_once(parked, "park", asked),
    "stuck in the transaction": lambda asked: stop_once(parked, "park", asked, stuck=True),
}


async def main(place: str, url: str, kafka: str, prefix: str, partitions: str) -> int:
    asked = stop_on_signals()
    PLACES[place](asked)
    async with entered(url, kafka, prefix, int(partitions)) as world:
        publishing, folding = world.relay(), world.projector()
        working = asyncio.create_task(tell(world, publishing)) if place == "nowhere" else None
        roles = {"relay": publishing.run, "projector": folding.run}
        status = await supervise(asked, roles, no_http, DRAIN, Health())
        if working is not None:
            working.cancel()
        return status


async def tell(world: World, publishing: relay.Relay) -> None:
    """Once it leads, and the projector has taken over the partitions."""

    async def at_work() -> bool:
        return publishing.leading and bool(
            await world.rows.fetchval("SELECT true FROM projection_offsets LIMIT 1")
        )

    await until(at_work)
    there()


async def no_http() -> None:
    """There is none to be drained."""


if __name__ == "__main__":
    sys.exit(run(main(*sys.argv[1:])))
