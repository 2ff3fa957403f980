"""What goes wrong, and how long everything takes: drawn from one seed."""

import asyncio
from contextvars import Context
from random import Random
from typing import Any, Literal

from tests.unit.shared.simulation.loop import PROCESS, Process, VirtualLoop

Fate = Literal["well", "slow", "refused", "lost", "unanswered", "silent"]
"""``lost`` before it was done, ``unanswered`` after; ``silent``: done, and nobody ever hears."""

FATES: tuple[Fate, ...] = ("slow", "refused", "lost", "lost", "unanswered", "unanswered", "silent")
RATES = (0.0, 0.004, 0.015, 0.05)
QUICK = 0.004
SLOW = 3.0
SILENCE = 7.0


class Dice:
    """``rate`` is the share of requests that go wrong; 0 once the faults have stopped."""

    def __init__(self, seed: int, loop: VirtualLoop) -> None:
        self.random = Random(seed)  # noqa: S311 - the same each time is the point
        self.loop = loop
        self.rate = self.random.choice(RATES)
        self.outside = Context()

    def fate(self) -> Fate:
        if self.random.random() >= self.rate:
            return "well"
        return self.random.choice(FATES)

    def happens(self) -> bool:
        return self.random.random() < self.rate

    def quick(self) -> float:
        return self.random.random() * QUICK

    def slow(self) -> float:
        return self.random.random() * SLOW

    def silence(self) -> float:
        return self.random.random() * SILENCE

    def later(self, delay: float, what: Any, *arguments: Any) -> None:
        """Outside of every process."""
        self.loop.call_later(delay, what, *arguments, context=self.outside)

    def beside(self, work: Any) -> "asyncio.Task[Any]":
        """A task that belongs to no process."""
        return self.loop.create_task(work, context=Context())

    async def resumed(self) -> None:
        """Returns when the caller's process runs; raises if it has been killed."""
        process = PROCESS.get()
        if process is None:
            return
        while process.stalled_until > self.loop.time():  # noqa: ASYNC110 - it may be put off
            await asyncio.sleep(process.stalled_until - self.loop.time())
        refuse_the_dead(process)


def refuse_the_dead(process: Process | None) -> None:
    if process is not None and not process.alive:
        raise ConnectionResetError("the process has been killed")
