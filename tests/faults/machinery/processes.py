"""Processes of a test's own, killed where the test wants it."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from shared.testing.infrastructure import unique
from tests.integration.machinery.world import World

PROJECT = Path(__file__).parents[3]
PATIENCE = 60.0


@dataclass(frozen=True)
class Worker:
    process: asyncio.subprocess.Process

    async def there(self) -> None:
        """Returns when it has come to its place."""
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            while (line := await self.process.stdout.readline()) != b"there\n":
                assert line, "the worker ended before it came to its place"

    async def kill(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()

    async def end(self, seconds: float) -> int:
        """By SIGTERM; answers the exit status, which must come so soon."""
        self.process.terminate()
        return await asyncio.wait_for(self.process.wait(), seconds)


@asynccontextmanager
async def worker(
    world: World, kind: str, place: str, group: str | None = None
) -> AsyncIterator[Worker]:
    """Killed at the latest at the end."""
    async with _started("worker", kind, place, *_place_of(world), group or unique("group-")) as one:
        yield one


@asynccontextmanager
async def service(world: World, place: str = "nowhere") -> AsyncIterator[Worker]:
    """Relay and projector in one process, which ends as a service does."""
    async with _started("service", place, *_place_of(world)) as one:
        yield one


def _place_of(world: World) -> tuple[str, ...]:
    return world.url, world.kafka, world.prefix, str(world.partitions)


@asynccontextmanager
async def _started(module: str, *arguments: str) -> AsyncIterator[Worker]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", f"tests.faults.machinery.{module}", *arguments,
        cwd=PROJECT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    started = Worker(process)
    try:
        yield started
    finally:
        await started.kill()


async def killed_at(world: World, kind: str, place: str) -> None:
    """Runs a worker up to ``place`` and sends it SIGKILL."""
    async with worker(world, kind, place) as started:
        await started.there()
        await started.kill()
