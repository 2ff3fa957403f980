"""PostgreSQL and Kafka of a run's own, set as ``mastery up`` sets them: what is stored is durable.

Each is started when it is first asked for; what a killed run left is ended by the next one.
"""

import asyncio
import os
import secrets
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from suite.local import folder, processes, supervisor
from suite.local.folder import DataFolder
from suite.local.kafka import EmbeddedKafka
from suite.local.postgres import EmbeddedPostgres


def runs() -> Path:
    return folder.default_path().parent / "bench"


class Servers:
    """Of one run, in a folder of its own; ``stop`` ends them and removes it."""

    def __init__(self) -> None:
        for left in runs().glob("run-*"):
            if processes.remembered(left / "pid") is None:
                end(left)
        self.folder = runs() / f"run-{secrets.token_hex(4)}"
        self.folder.mkdir(parents=True, mode=0o700)
        processes.remember(self.folder / "pid", os.getpid())
        self._postgres = EmbeddedPostgres(self.folder / "postgres")
        self._kafka = EmbeddedKafka(self.folder / "kafka", folder.servers_path())
        self._started: dict[str, str] = {}

    async def postgres(self) -> str:
        """The superuser's address."""
        if "postgres" not in self._started:
            self._started["postgres"] = await asyncio.to_thread(self._postgres.start)
        return self._started["postgres"]

    async def kafka(self) -> str:
        """The bootstrap servers."""
        if "kafka" not in self._started:
            self._started["kafka"] = await asyncio.to_thread(self._kafka.start)
        return self._started["kafka"]

    @asynccontextmanager
    async def database(self) -> AsyncIterator[str]:
        """The superuser's address of an empty database, dropped afterwards."""
        server, name = await self.postgres(), f"bench_{secrets.token_hex(4)}"
        await execute(server, f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            await execute(server, f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        self._kafka.stop(2.0)
        self._postgres.stop(2.0)
        end(self.folder)


def end(run: Path) -> None:
    suite = DataFolder(run / "suite")
    if identity := processes.remembered(suite.supervisor):
        processes.end(identity, ((signal.SIGTERM, 30.0),))
    supervisor.end_leftovers(suite)
    EmbeddedKafka(run / "kafka", folder.servers_path()).stop(1.0)
    EmbeddedPostgres(run / "postgres").stop(1.0)
    EmbeddedPostgres(run / "postgres").remove()
    shutil.rmtree(run, ignore_errors=True)


async def execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
