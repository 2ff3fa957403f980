"""The two servers of a suite: embedded ones, or those that the environment gives."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Protocol

from suite.local import databases, jars
from suite.local.databases import Databases
from suite.local.folder import DataFolder, project, servers_path
from suite.local.kafka import EmbeddedKafka
from suite.local.postgres import EmbeddedPostgres
from suite.local.progress import Steps

LOOK = 1.0
GIVEN = ("MASTERY_DATABASE_URL", "MASTERY_KAFKA_BOOTSTRAP_SERVERS")


@dataclass(frozen=True, slots=True)
class Started:
    """``broker`` ends once Kafka serves: what waits for it by itself can be started before."""

    databases: Databases
    bootstrap_servers: str
    broker: Coroutine[None, None, None]


class Servers(Protocol):
    async def start(self, steps: Steps, gateway_password: str) -> Started:
        """The databases are there and empty, or ours."""
        ...

    async def watch(self, changed: Callable[[], None]) -> None:
        """Starts again what has died; runs until it is cancelled."""
        ...

    async def stop(self, seconds: float) -> None: ...

    @property
    def pids(self) -> Mapping[str, int | None]:
        """Of the servers that are ours to end."""
        ...


def are_given() -> bool:
    return all(os.environ.get(name) for name in GIVEN)


def wanted(folder: DataFolder) -> Servers:
    return GivenServers(*(os.environ[name] for name in GIVEN)) if are_given() else Embedded(folder)


class Embedded:
    """Servers of this suite alone, with their data in its folder."""

    def __init__(self, folder: DataFolder) -> None:
        self._postgres = EmbeddedPostgres(folder.postgres)
        self._kafka = EmbeddedKafka(folder.kafka, servers_path())

    @property
    def pids(self) -> Mapping[str, int | None]:
        return {"postgres": self._postgres.pid, "kafka": self._kafka.pid}

    async def start(self, steps: Steps, gateway_password: str) -> Started:
        if not jars.are_there(servers_path()):
            steps.step("Kafka's jars")
            await fetch_jars(steps)
        steps.step("PostgreSQL")
        bootstrap_servers = self._kafka.settle()
        url = await asyncio.to_thread(self._postgres.start)
        prepared = await databases.prepare_own(url, gateway_password)
        return Started(prepared, bootstrap_servers, self._start_kafka())

    async def _start_kafka(self) -> None:
        await asyncio.to_thread(self._kafka.start)

    async def watch(self, changed: Callable[[], None]) -> None:
        while True:
            await asyncio.sleep(LOOK)
            for server in (self._postgres, self._kafka):
                if server.pid is None:
                    changed()
                    await asyncio.to_thread(server.start)
                    changed()

    async def stop(self, seconds: float) -> None:
        for server in (self._postgres, self._kafka):
            server.abandon()
        await asyncio.gather(
            asyncio.to_thread(self._postgres.stop, seconds),
            asyncio.to_thread(self._kafka.stop, seconds),
        )


@dataclass(frozen=True, slots=True)
class GivenServers:
    """Servers of somebody else: used, never started or ended."""

    database_url: str
    bootstrap_servers: str

    @property
    def pids(self) -> Mapping[str, int | None]:
        return {}

    async def start(self, steps: Steps, gateway_password: str) -> Started:
        steps.step("the given PostgreSQL and Kafka")
        keys = os.environ.get("MASTERY_KEYS_URL", self.database_url)
        prepared = await databases.prepare_given(self.database_url, keys, gateway_password)
        return Started(prepared, self.bootstrap_servers, asyncio.sleep(0))

    async def watch(self, changed: Callable[[], None]) -> None:
        """Their own operators do that."""

    async def stop(self, seconds: float) -> None:
        """Nothing here is ours to end."""


async def fetch_jars(steps: Steps) -> None:
    """In a process of its own, so that Ctrl-C need not wait for the network."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "suite.local.jars", str(servers_path()),
        cwd=project(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    said, complaint = process.stdout, process.stderr
    try:
        while said is not None and (line := await said.readline()):
            done, total = map(int, line.split())
            steps.advance(done, total)
        words = await complaint.read() if complaint else b""
        if await process.wait():
            raise jars.JarsUnavailable(words.decode(errors="replace").strip()[-1500:])
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
