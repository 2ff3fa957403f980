"""Something is killed, again and again, while clients work without pause.

``MASTERY_KILLS`` is how often.
"""

import asyncio
import os
import random
import time
from collections.abc import Awaitable, Callable

KILLS = int(os.environ.get("MASTERY_KILLS") or 3)
LATEST = 0.3
"""Seconds, at most, from the moment when what is to be killed was seen at work to its end."""
LONGEST = 120 + 30.0 * KILLS
"""Seconds that a test may take; mostly the starts of processes."""

Kill = Callable[[], Awaitable[None]]
Work = Callable[[asyncio.Event], Awaitable[None]]


async def killed_often(work: Work, dice: random.Random, kill: Kill) -> float:
    """How many seconds the kills took; ``work`` goes on all the time, until it is asked to stop.

    ``kill`` waits until what it kills has done something since the kill before.
    """
    stop = asyncio.Event()
    working = asyncio.ensure_future(work(stop))
    begun = time.monotonic()
    try:
        for _ in range(KILLS):
            await asyncio.sleep(dice.uniform(0, LATEST))
            await kill()
            assert not working.done(), working
        return time.monotonic() - begun
    finally:
        stop.set()
        await working
