"""Commands a second through a service's HTTP API: one process of goals, 64 clients."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict

import orjson

from shared.kernel.messages import StreamId
from shared.kernel.naming import kebab
from shared.runtime.bodies import callers_fields
from suite.bench import careers, place
from suite.bench.figures import Figure, figure, percentile
from suite.bench.http_client import load, post
from suite.bench.measuring import Bench
from suite.bench.programs import running

CLIENTS = 64
COMMANDS = 8_000
AN_HOUR = 3600
KNOWN = """
INSERT INTO goals_rows.known_people (person, active) SELECT unnest($1::text[]), true
"""
PLAIN = "ASGI that parses and answers"


async def http(bench: Bench) -> AsyncIterator[Figure]:
    async with AsyncExitStack() as stack:
        here = await stack.enter_async_context(place.opened(bench.servers, kafka=True))
        owners = careers.people(CLIENTS)
        await here.parts.read.execute(KNOWN, owners)
        tokens = {who: here.secrets.sign({"sub": who}, (), AN_HOUR) for who in owners}
        log = bench.servers.folder / "http.log"
        api = {**here.environment, "MASTERY_ROLES": "api"}
        port, _ = await stack.enter_async_context(running("services.goals.main", api, log))
        other, _ = await stack.enter_async_context(running("suite.bench.plain.api", {}, log))
        each = max(2, bench.size(COMMANDS) // CLIENTS)

        async def ours() -> Sequence[float]:
            return await run(port, tokens, each)

        async def theirs() -> Sequence[float]:
            return await run(other, tokens, each)

        mine, plain = await bench.alternated("http", ours, theirs)
        rates = [one[0] for one in mine]
        yield figure("http", "commands/s", rates, [one[0] for one in plain], PLAIN)
        yield figure("http.p50", "ms", [one[1] for one in mine])
        yield figure("http.p99", "ms", [one[2] for one in mine])


async def run(port: int, tokens: dict[StreamId, str], each: int) -> Sequence[float]:
    clients = [commands(owner, token, each) for owner, token in tokens.items()]
    rate, waited = await load(port, clients)
    return rate, 1e3 * percentile(waited, 0.5), 1e3 * percentile(waited, 0.99)


def commands(owner: StreamId, token: str, number: int) -> list[bytes]:
    """Each with a key of its own, as the gateway sends them."""
    found = []
    for request in careers.requests(owner, number):
        kind = type(request.command)
        own = callers_fields(kind)
        values = asdict(request.command)
        body = orjson.dumps({name: values[name] for name in own if values[name] is not None})
        key = f"idempotency-key: {request.command_id}"
        found.append(post(f"/commands/{kebab(kind.__name__)}", body, token, key))
    return found
