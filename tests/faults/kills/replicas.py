"""Processes of a service as production starts them; whichever is killed is followed by another."""

import asyncio
import os
import random
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx

from tests.integration.runtime.running import PROJECT, free_port

POLL = 0.05
READY_WITHIN = 90.0


@dataclass
class Replica:
    """One place for a process; ``ready`` once the process that holds it has said so."""

    service: str
    environment: Mapping[str, str]
    folder: Path
    port: int = field(default_factory=free_port)
    process: asyncio.subprocess.Process | None = None
    log: Path = Path()
    heard: int = 0
    started: int = 0
    ready: bool = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wrote(self, what: str) -> bool:
        """Whether the process that runs now has written ``what`` since it was last asked."""
        if self.process is None or self.process.returncode is not None:
            return False
        with self.log.open("rb") as log:
            log.seek(self.heard)
            news = log.read()
        self.heard += len(news)
        return what.encode() in news

    def kill(self) -> None:
        self.ready = False
        self.send(signal.SIGKILL)

    def send(self, number: signal.Signals) -> None:
        assert self.process is not None
        os.kill(self.process.pid, number)

    async def keep(self) -> None:
        """Starts it whenever it has been killed; it ends in no other way."""
        try:
            async with httpx.AsyncClient(base_url=self.url, timeout=5) as http:
                while True:
                    await self._start()
                    await self._live(http)
        finally:
            if self.process is not None and self.process.returncode is None:
                self.process.kill()
                await self.process.wait()

    async def _start(self) -> None:
        self.log = self.folder / f"{self.service}-{uuid4().hex[:6]}.log"
        settings = {**os.environ, **self.environment, "MASTERY_HTTP_PORT": str(self.port)}
        self.started, self.heard = self.started + 1, 0
        with self.log.open("wb") as said:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", f"services.{self.service}.main",
                cwd=PROJECT, env=settings, stdout=said, stderr=said,
            )  # fmt: skip

    async def _live(self, http: httpx.AsyncClient) -> None:
        assert self.process is not None
        ending = asyncio.create_task(self.process.wait())
        async with asyncio.timeout(READY_WITHIN):
            while not ending.done() and not self.ready:
                self.ready = await _answers(http) and not ending.done()
                await asyncio.sleep(POLL)
        status = await ending
        self.ready = False
        assert status == -signal.SIGKILL, self.log.read_text()[-3000:]


async def _answers(http: httpx.AsyncClient) -> bool:
    try:
        return (await http.get("/ready")).status_code == 200
    except httpx.TransportError:
        return False


@asynccontextmanager
async def replicas(
    service: str, count: int, environment: Mapping[str, str], folder: Path
) -> AsyncIterator[list[Replica]]:
    """Once all of them are ready; one that ends by itself fails the test."""
    found = [Replica(service, environment, folder) for _ in range(count)]
    async with asyncio.TaskGroup() as group:
        kept = [group.create_task(one.keep()) for one in found]
        try:
            while not all(one.ready for one in found):  # noqa: ASYNC110 - of other processes
                await asyncio.sleep(POLL)
            yield found
        finally:
            for task in kept:
                task.cancel()


async def at_work(
    replicas: Sequence[Replica], what: str, dice: random.Random, *, fresh: bool = True
) -> Replica:
    """One of those that write ``what``; ``fresh``: from now on, else since they were asked last."""
    if fresh:
        for one in replicas:
            one.wrote(what)
    async with asyncio.timeout(READY_WITHIN):
        while not (found := [one for one in replicas if one.wrote(what)]):  # noqa: ASYNC110 - as above
            await asyncio.sleep(POLL / 2)
    return dice.choice(found)
