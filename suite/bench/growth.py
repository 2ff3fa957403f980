"""Whether it stays as quick: the same with a hundred thousand, a million, five million events."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace

from services.directory.main import SERVICE as DIRECTORY
from services.goals.main import SERVICE as GOALS
from services.learning.main import SERVICE as LEARNING
from shared.runtime import broker
from shared.runtime.parts import Parts
from suite.bench import append, careers, live, matrix, place, relay
from suite.bench.figures import Figure, figure
from suite.bench.filling import decided, fill_topic
from suite.bench.measuring import Bench
from suite.bench.place import Place
from suite.bench.programs import running
from suite.bench.servers import execute

SIZES = (100_000, 1_000_000, 5_000_000)
CHUNK = 100_000
CALLERS, COMMANDS = 128, 6_000
SENT, READ = 20_000, 60_000
AN_HOUR = 3600
GROW = """
INSERT INTO events
SELECT $1 + n, uuidv7(), 'career_goal-' || md5($1 || '/' || (n - 1) / 8)::uuid, (n - 1) % 8 + 1,
    'mastery.goals.skill-linked.v1', '{"text":"' || repeat('x', 330) || '"}',
    ARRAY['person-' || md5((n % 500)::text)::uuid], now(), 'person-' || md5((n % 500)::text)::uuid,
    uuidv7(), uuidv7()::text, NULL, 'live', NULL
FROM generate_series(1, $2::bigint) AS n
"""
STREAMS = """
INSERT INTO streams SELECT stream_id, max(version) FROM events WHERE position > $1 GROUP BY 1
"""
COMMANDS_OF = """
INSERT INTO commands (command_id, body_hash, answer, kept)
SELECT command_id, decode(repeat('00', 32), 'hex'), '[]', false FROM events WHERE position > $1
"""
GOALS_OF = """
INSERT INTO goals_rows.career_goals
SELECT stream_id, 'person-' || md5((random() * 500)::integer::text)::uuid, 'Title', repeat('w', 80),
    'active', NULL, '2027-06-01', '2026-11-02', 2, 1, NULL, NULL, NULL, 'nobody', NULL, NULL
FROM streams WHERE stream_id IN (SELECT stream_id FROM events WHERE position > $1)
"""
TABLES = ("projection_offsets",)


async def growth(bench: Bench) -> AsyncIterator[Figure]:
    async with AsyncExitStack() as stack:
        opened = place.opened(bench.servers, GOALS, DIRECTORY, LEARNING, kafka=True)
        here = await stack.enter_async_context(opened)
        boss = careers.person()
        await execute(here.url, matrix.FILL.format(boss=boss))
        reader = await apart(here)
        await fill_topic(reader, await decided(reader, bench.size(READ)))
        environment = {**here.environment, **matrix.gateway(here.url)}
        log = bench.servers.folder / "growth.log"
        program = running("services.gateway.main", environment, log)
        port, _ = await stack.enter_async_context(program)
        token = here.secrets.sign({"sub": boss}, (), AN_HOUR)
        before: Mapping[str, Sequence[float]] = {}
        for size in map(bench.size, SIZES):
            await grow(bench, here, size)
            runs = await measured(bench, here, reader, port, token, size)
            for name, some in runs.items():
                beside = before.get(name, ())
                to = f"at {bench.size(SIZES[0]):,}" if beside else None
                yield figure(f"growth.{size}.{name}", "/s", some, beside, to)
            before = before or runs


async def apart(here: Place) -> Parts:
    """The same service with topics of its own, in which nothing stands that the relay sent."""
    settings = here.parts.settings
    other = settings.model_copy(update={"topic_prefix": f"{settings.topic_prefix}-read"})
    reader = replace(here.parts, settings=other)
    await broker.ensure_topics(other, list(reader.topics({GOALS.name, *GOALS.sources}).values()))
    return reader


async def measured(
    bench: Bench, here: Place, reader: Parts, port: int, token: str, size: int
) -> Mapping[str, Sequence[float]]:
    async def appended() -> float:
        commands = max(CALLERS, bench.size(COMMANDS))
        return (await append.run(here.parts, CALLERS, commands))[0]

    async def relayed() -> float:
        head = await here.parts.store.head()
        return await relay.rate(here.parts, bench.size(SENT), head - bench.size(SENT))

    async def folded() -> float:
        return await live.rate(reader, bench.size(READ), TABLES)

    async def asked() -> float:
        each = max(2, bench.size(matrix.REQUESTS) // matrix.CLIENTS)
        return (await matrix.run(port, [[matrix.asked(token)] * each] * matrix.CLIENTS))[0]

    sides = {"append": appended, "relay": relayed, "live": folded, "team": asked}
    found = await bench.alternated(f"growth at {size:,}", *sides.values())
    return dict(zip(sides, found, strict=True))


async def grow(bench: Bench, here: Place, size: int) -> None:
    """Log, streams, commands and goals up to so many events."""
    bench.steps.step(f"growing to {size:,}")
    async with here.parts.log.acquire() as connection:
        while (base := await here.parts.store.head()) < size:
            more = min(CHUNK, size - base)
            async with connection.transaction():
                await connection.execute(GROW, base, more)
                for statement in (STREAMS, COMMANDS_OF, GOALS_OF):
                    await connection.execute(statement, base)
            bench.steps.advance(base + more, size)
        await connection.execute("VACUUM ANALYZE")
