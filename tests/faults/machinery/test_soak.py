"""Fault 27: faults at random for some seconds; then everything is as was answered.

``MASTERY_SOAK_SECONDS`` is how long, ``MASTERY_SEED`` which dice.
"""

import asyncio
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import psutil
import pytest

from shared.testing.infrastructure import unique
from shared.testing.proxy import Proxy, proxied
from suite.local.kafka import EmbeddedKafka
from suite.local.postgres import EmbeddedPostgres
from tests.faults.machinery.crew import Clients, Hand, crew, is_as_told, kill_tree, seed
from tests.integration.machinery.world import open_world

SECONDS = float(os.environ.get("MASTERY_SOAK_SECONDS") or 30)
LONGEST_STOP = 2.0
APPENDED = b"appended"
CUT = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname LIKE 'test%' AND pid <> pg_backend_pid() AND random() < 0.5
"""


@dataclass
class Faults:
    """Those that may befall; ``seen`` counts those that did."""

    dice: random.Random
    postgres: EmbeddedPostgres
    kafka: EmbeddedKafka
    proxy: Proxy
    hands: list[Hand]
    seen: Counter[str] = field(default_factory=Counter)

    async def one(self) -> None:
        faults: list[Callable[[], Awaitable[None]]] = [
            self.postgres_killed,
            self.kafka_killed,
            self.kafka_stopped,
            self.session_stopped,
            self.sessions_cut,
            self.answers_lost,
            self.hand_killed,
            self.hand_stopped,
        ]
        weights = (1, 1, 1, 2, 2, 3, 3, 2)
        [fault] = self.dice.choices(faults, weights)
        self.seen[fault.__name__] += 1
        await fault()
        await asyncio.sleep(self.dice.uniform(0, 1.5))

    async def postgres_killed(self) -> None:
        assert self.postgres.pid is not None
        kill_tree(self.postgres.pid)
        await asyncio.to_thread(self.postgres.start)

    async def kafka_killed(self) -> None:
        assert self.kafka.pid is not None
        os.kill(self.kafka.pid, signal.SIGKILL)
        await asyncio.to_thread(self.kafka.start)

    async def kafka_stopped(self) -> None:
        assert self.kafka.pid is not None
        await self._stopped(self.kafka.pid)

    async def session_stopped(self) -> None:
        """One of the server's processes that work for a client."""
        assert self.postgres.pid is not None
        sessions = [
            process.pid
            for process in psutil.Process(self.postgres.pid).children()
            if "test_" in " ".join(process.cmdline())
        ]
        if sessions:
            await self._stopped(self.dice.choice(sorted(sessions)))

    async def sessions_cut(self) -> None:
        with suppress(OSError, asyncpg.PostgresError):
            connection = await asyncpg.connect(self.postgres.url())
            await connection.fetchval(CUT)
            await connection.close()

    async def answers_lost(self) -> None:
        self.proxy.lose_answers(self.dice.randint(1, 3), APPENDED)

    async def hand_killed(self) -> None:
        self.dice.choice(self.hands).kill()

    async def hand_stopped(self) -> None:
        await self.dice.choice(self.hands).stopped_for(self._seconds())

    async def _stopped(self, pid: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
            await asyncio.sleep(self._seconds())
            os.kill(pid, signal.SIGCONT)

    def _seconds(self) -> float:
        return self.dice.uniform(0.2, LONGEST_STOP)


@pytest.mark.timeout(SECONDS + 300)
async def test_after_random_faults_everything_is_as_answered(
    own_postgres: EmbeddedPostgres, own_kafka: EmbeddedKafka, tmp_path: Path
) -> None:
    dice = random.Random(seed())  # noqa: S311 - which faults, no secrets
    stop = asyncio.Event()
    async with (
        proxied(own_postgres.url()) as (proxy, url),
        open_world(url, own_kafka.bootstrap_servers) as world,
        crew(
            world, tmp_path, "relay", "relay", "projector", "projector", group=unique("crew-")
        ) as hands,
    ):
        clients = Clients(world, random.Random(dice.random()))  # noqa: S311
        faults = Faults(dice, own_postgres, own_kafka, proxy, hands)
        writing = asyncio.create_task(clients.run(stop))
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            await faults.one()
            assert not writing.done(), writing
        stop.set()
        await writing
        print(  # noqa: T201 - the figures of this run
            f"acknowledged {clients.acknowledged}, refused {len(clients.history.refused)}, "
            f"waited {clients.waited}, answers lost {proxy.lost}, {dict(faults.seen)}"
        )
        assert clients.acknowledged > 100
        await is_as_told(world, clients.history)
