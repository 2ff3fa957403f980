"""What every line is given, and how candidate and baseline take turns."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from suite.bench.figures import Figure
from suite.bench.servers import Servers
from suite.local.progress import Steps

T = TypeVar("T")

RUNS = 5


@dataclass(frozen=True, slots=True)
class Bench:
    """``quick`` shortens everything, to see that it works; its figures are never quoted."""

    servers: Servers
    steps: Steps
    quick: bool

    def size(self, full: int) -> int:
        return max(1, full // 20) if self.quick else full

    async def alternated(
        self, name: str, *sides: Callable[[], Awaitable[T]]
    ) -> Sequence[Sequence[T]]:
        """The runs of each side, taken in turns after one that only warms up."""
        runs = 2 if self.quick else RUNS
        found: list[list[T]] = [[] for _ in sides]
        self.steps.step(name)
        for nth in range(runs + 1):
            for side, results in zip(sides, found, strict=True):
                result = await side()
                if nth > 0:
                    results.append(result)
            self.steps.advance(nth + 1, runs + 1)
        return found


Line = Callable[[Bench], AsyncIterator[Figure]]
