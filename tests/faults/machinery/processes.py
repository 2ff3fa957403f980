"""Processes of a test's own, killed where the test wants it."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from shared.testing.infrastructure import unique
from tests.integration.machinery.world import World

PROJECT = Path(__file__).parents[3]
PATIENCE = 60.0


@asynccontextmanager
async def worker(world: World, kind: str, place: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Has come to ``place``; killed at the latest at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.faults.machinery.worker",
        kind, place, world.url, world.kafka, world.prefix, str(world.partitions), unique("group-"),
        cwd=PROJECT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            while (line := await process.stdout.readline()) != b"there\n":
                assert line, "the worker ended before it came to the place"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def killed_at(world: World, kind: str, place: str) -> None:
    """Runs a worker up to ``place`` and sends it SIGKILL."""
    async with worker(world, kind, place) as process:
        process.kill()
        await process.wait()
