"""Faults 1, 7, 9 and 12 many times over: each process killed while it works, again and again.

A kill comes when work has gone on since the last one. Those of a service's own roles are killed in
``tests/faults/kills``.
"""

import asyncio
import os
import random
import signal
from functools import partial
from pathlib import Path

import pytest

from suite.local.kafka import EmbeddedKafka
from suite.local.postgres import EmbeddedPostgres
from tests.faults.killing import KILLS, LATEST, LONGEST, Kill, killed_often
from tests.faults.machinery.crew import Clients, crew, is_as_told, kill_tree, seed
from tests.faults.machinery.test_relay_killed import published
from tests.integration.machinery.world import World, open_world, until

pytestmark = pytest.mark.long

TAKEN_OVER = {
    "relay": "SELECT epoch FROM graph_log.relay_cursor",
    "projector": "SELECT coalesce(sum(epoch), 0)::bigint FROM projection_offsets",
}
MOVED_ON = {
    "relay": "SELECT position FROM graph_log.relay_cursor",
    "projector": "SELECT coalesce(sum(last_position), 0)::bigint FROM projection_offsets",
}
PUBLISHED = "SELECT position FROM graph_log.relay_cursor"


async def killed_while_writing(
    world: World, clients: Clients, dice: random.Random, kill: Kill
) -> None:
    """What is asked of the history is asked at the end."""
    seconds = await killed_often(clients.run, dice, kill)
    await is_as_told(world, clients.history)
    repeated = sum(map(len, (await published(world)).values())) - await world.store.head()
    print(  # noqa: T201 - the figures of this run
        f"{KILLS} kills in {seconds:.0f} s, acknowledged {clients.acknowledged}, refused "
        f"{len(clients.history.refused)}, waited {clients.waited}, published again {repeated}"
    )


async def grows(world: World, question: str, before: int) -> bool:
    return int(await world.rows.fetchval(question)) > before


@pytest.mark.timeout(LONGEST)
@pytest.mark.parametrize("kind", ["relay", "projector"])
async def test_our_process_is_killed(world: World, tmp_path: Path, kind: str) -> None:
    dice = random.Random(seed())  # noqa: S311 - which moment, no secrets
    clients = Clients(world, random.Random(dice.random()))  # noqa: S311
    async with crew(world, tmp_path, "relay", "projector", ahead=1) as hands:
        [victim] = [hand for hand in hands if hand.kind == kind]

        async def kill() -> None:
            """Once it has taken over from the one before, or done some of its work too."""
            for sign in [TAKEN_OVER[kind], MOVED_ON[kind]][: dice.randint(1, 2)]:
                await until(partial(grows, world, sign, seen[sign]))
            await asyncio.sleep(dice.uniform(0, LATEST))
            seen[TAKEN_OVER[kind]] = await world.rows.fetchval(TAKEN_OVER[kind])
            assert victim.kill()
            seen[MOVED_ON[kind]] = await world.rows.fetchval(MOVED_ON[kind])

        seen = dict.fromkeys((TAKEN_OVER[kind], MOVED_ON[kind]), 0)
        await killed_while_writing(world, clients, dice, kill)
        assert victim.started > KILLS


@pytest.mark.timeout(LONGEST)
@pytest.mark.parametrize("server", ["postgres", "kafka"])
async def test_a_server_is_killed(
    own_postgres: EmbeddedPostgres, own_kafka: EmbeddedKafka, tmp_path: Path, server: str
) -> None:
    dice = random.Random(seed())  # noqa: S311 - which moment, no secrets
    async with (
        open_world(own_postgres.url(), own_kafka.bootstrap_servers) as world,
        crew(world, tmp_path, "relay", "projector"),
    ):
        clients = Clients(world, random.Random(dice.random()))  # noqa: S311

        async def kill_postgres() -> None:
            await more_acknowledged(clients)
            assert own_postgres.pid is not None
            kill_tree(own_postgres.pid)
            await asyncio.to_thread(own_postgres.start)

        async def kill_kafka() -> None:
            before = await world.rows.fetchval(PUBLISHED)
            await until(lambda: grows(world, PUBLISHED, before))
            assert own_kafka.pid is not None
            os.kill(own_kafka.pid, signal.SIGKILL)
            await more_acknowledged(clients)  # commands do not wait for Kafka
            await asyncio.to_thread(own_kafka.start)

        kill = {"postgres": kill_postgres, "kafka": kill_kafka}[server]
        await killed_while_writing(world, clients, dice, kill)


async def more_acknowledged(clients: Clients) -> None:
    before = clients.acknowledged

    async def so() -> bool:
        return clients.acknowledged > before + 20

    await until(so)
