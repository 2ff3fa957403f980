"""How often small batches are taken: each costs the same, however little is in it.

After a pause of that length the first one is taken at once, so that nobody waits while little
happens; while much happens the batches are large and follow one another without a pause.
"""

import asyncio
import time

ENOUGH = 200
"""So much in a batch is no small one."""


class Pace:
    """At least ``seconds`` between the beginnings of two batches, if the first was small."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._next = 0.0

    def took(self, number: int) -> None:
        """A batch of so many begins now."""
        self._next = time.monotonic() + self._seconds if 0 < number < ENOUGH else 0.0

    async def wait(self) -> bool:
        """Whether there was something to wait for."""
        left = self._next - time.monotonic()
        if left <= 0:
            return False
        await asyncio.sleep(left)
        return True
