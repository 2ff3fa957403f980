"""Long-running work that ends when it is told to, at the latest some seconds after."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any


async def drained(work: Coroutine[Any, Any, None], stop: asyncio.Event, seconds: float) -> None:
    """Runs ``work``, which watches ``stop`` itself; cancels it if it then takes too long.

    Raises what ``work`` raises; cancelled itself, it leaves nothing running.
    """
    working = asyncio.create_task(work)
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait({working}, timeout=seconds)
    finally:
        stopping.cancel()
        if not working.done():
            working.cancel()
            with suppress(asyncio.CancelledError):
                await working
    if not working.cancelled():
        working.result()
