"""From a command's answer until GraphQL shows it: while nothing else happens, and under load."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import orjson

from services.directory.main import SERVICE as DIRECTORY
from services.goals.main import SERVICE as GOALS
from services.learning.main import SERVICE as LEARNING
from shared.kernel.messages import StreamId
from suite.bench import careers, place
from suite.bench.figures import Figure, figure, percentile
from suite.bench.http import AN_HOUR, KNOWN, commands
from suite.bench.http_client import Connection, connected, post
from suite.bench.matrix import gateway
from suite.bench.measuring import RUNS, Bench
from suite.bench.programs import running

LOOKS = 60
A_SECOND = 500
LOADERS = 16
PAUSE = 0.1
QUERY = "query ($id: ID!) { node(id: $id) { id } }"
PEOPLE = """
INSERT INTO directory_rows.people
SELECT person, NULL, 'Name', person || '@acme.example', 'Job', 'Platform', NULL, 'Europe/Berlin',
    '{}', true, '2024-01-01', NULL FROM unnest($1::text[]) AS person
"""


async def freshness(bench: Bench) -> AsyncIterator[Figure]:
    async with AsyncExitStack() as stack:
        opened = place.opened(bench.servers, GOALS, DIRECTORY, LEARNING, kafka=True)
        here = await stack.enter_async_context(opened)
        owners = careers.people(LOADERS + 1)
        await here.parts.read.execute(KNOWN, owners)
        await here.parts.read.execute(PEOPLE, owners)
        tokens = {who: here.secrets.sign({"sub": who}, (), AN_HOUR) for who in owners}
        log = bench.servers.folder / "freshness.log"
        environment = {**here.environment, **gateway(here.url), "MASTERY_READ_URL": here.url}
        program = running("services.goals.main", environment, log)
        goals, _ = await stack.enter_async_context(program)
        program = running("services.gateway.main", environment, log)
        graph, _ = await stack.enter_async_context(program)
        looker = Looker(await connected(goals), await connected(graph), owners[0])
        looker.token = tokens[owners[0]]
        looks = bench.size(LOOKS)

        bench.steps.step("freshness: idle")
        for one in figures("freshness.idle", [await looker.looks(looks) for _ in range(RUNS)]):
            yield one
        bench.steps.step(f"freshness: {A_SECOND} commands/s")
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for who in owners[1:]:
                group.create_task(keep_busy(await connected(goals), who, tokens[who], stop))
            runs = [await looker.looks(looks) for _ in range(RUNS)]
            stop.set()
        for one in figures("freshness.loaded", runs):
            yield one


def figures(name: str, runs: list[list[float]]) -> list[Figure]:
    return [
        figure(f"{name}.p50", "ms", [percentile(run, 0.5) for run in runs]),
        figure(f"{name}.p99", "ms", [percentile(run, 0.99) for run in runs]),
    ]


class Looker:
    """Defines a goal and asks for it until it is there."""

    def __init__(self, goals: Connection, graph: Connection, who: StreamId) -> None:
        self._goals = goals
        self._graph = graph
        self._who = who
        self.token = ""

    async def looks(self, number: int) -> list[float]:
        """Milliseconds each."""
        return [await self._look() for _ in range(number)]

    async def _look(self) -> float:
        [define] = commands(self._who, self.token, 1)
        answer = body_of(await self._goals.send(define))
        asked = orjson.dumps({"query": QUERY, "variables": {"id": answer["stream"]}})
        request = post("/graphql", asked, self.token)
        answered = time.perf_counter()
        while not (body_of(await self._graph.send(request)).get("data") or {}).get("node"):
            if time.perf_counter() - answered > 10:
                raise TimeoutError("a goal has not been shown for ten seconds")
        waited = time.perf_counter() - answered
        await asyncio.sleep(PAUSE)
        return 1e3 * waited


async def keep_busy(connection: Connection, who: StreamId, token: str, stop: asyncio.Event) -> None:
    """A share of the load, at an even pace: what is late is not made up for."""
    every = LOADERS / A_SECOND
    due = time.perf_counter()
    while not stop.is_set():
        for request in commands(who, token, careers.STEPS):
            await connection.send(request)
            due = max(due + every, time.perf_counter() - every)
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
    connection.close()


def body_of(answer: bytes) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(answer.partition(b"\r\n\r\n")[2])
    return found
