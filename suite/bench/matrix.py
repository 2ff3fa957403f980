"""A team of twelve by twenty skills, asked for by sixteen clients through the gateway."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack

import orjson

from services.directory.main import SERVICE as DIRECTORY
from services.goals.main import SERVICE as GOALS
from services.learning.main import SERVICE as LEARNING
from suite.bench import careers, place
from suite.bench.figures import Figure, figure, percentile
from suite.bench.http_client import load, post
from suite.bench.measuring import Bench
from suite.bench.programs import running
from suite.bench.servers import execute

CLIENTS = 16
REQUESTS = 1_600
AN_HOUR = 3600
PLAIN = "the same SQL, prepared, behind plain ASGI"
QUERY = """{ team { skillMatrix { skills { skillId } rows { personId
    cells { skillId level confidence status requiredLevel importance against } } } } }"""

FILL = """
INSERT INTO directory_rows.people
SELECT 'person-' || md5(n::text)::uuid, NULL, 'Person ' || n, 'p' || n || '@acme.example', 'Job',
    'Platform', 'role-' || md5('r')::uuid, 'Europe/Berlin', '{{en}}'::text[], true,
    '2024-01-01'::date, NULL::date
FROM generate_series(1, 12) AS n
UNION ALL SELECT '{boss}', NULL, 'Boss', 'boss@acme.example', 'Boss', 'Platform', NULL,
    'Europe/Berlin', '{{en}}'::text[], true, '2024-01-01'::date, NULL;
INSERT INTO directory_rows.managers
SELECT person_id, CASE WHEN person_id <> '{boss}' THEN '{boss}' END FROM directory_rows.people;
INSERT INTO directory_rows.report_line
SELECT '{boss}|' || person_id, '{boss}', person_id, 1
FROM directory_rows.people WHERE person_id <> '{boss}';
INSERT INTO goals_rows.roles VALUES
    ('role-' || md5('r')::uuid, 'Engineer', 'Platform', 3, NULL, 'defined', '2024-01-01', NULL);
INSERT INTO goals_rows.requirements
SELECT 'r/' || n, 'role-' || md5('r')::uuid, 'skill-' || md5(n::text)::uuid, 1, 3, 2,
    '2024-01-01', NULL
FROM generate_series(1, 20) AS n;
INSERT INTO learning_rows.skills (skill_id, name, synonyms, defined_on)
SELECT 'skill-' || md5(n::text)::uuid, 'Skill ' || n, '{{}}', '2024-01-01'
FROM generate_series(1, 20) AS n;
INSERT INTO learning_rows.mastery
SELECT person_id || '/' || skill_id, person_id, skill_id, '2026-11-02', 3.4, .7, 1.2, .3, 3,
    'verified', 4, '2026-10-01', 400
FROM directory_rows.people, learning_rows.skills WHERE person_id <> '{boss}';
ANALYZE
"""


async def figures(bench: Bench) -> AsyncIterator[Figure]:
    async with AsyncExitStack() as stack:
        opened = place.opened(bench.servers, GOALS, DIRECTORY, LEARNING)
        here = await stack.enter_async_context(opened)
        boss = careers.person()
        await execute(here.url, FILL.format(boss=boss))
        environment = {**here.environment, **gateway(here.url), "BENCH_MANAGER": boss}
        log = bench.servers.folder / "matrix.log"
        program = running("services.gateway.main", environment, log)
        port, _ = await stack.enter_async_context(program)
        program = running("suite.bench.plain.matrix", environment, log)
        other, _ = await stack.enter_async_context(program)
        token = here.secrets.sign({"sub": boss}, (), AN_HOUR)
        each = max(2, bench.size(REQUESTS) // CLIENTS)
        clients = [[asked(token)] * each] * CLIENTS

        async def ours() -> Sequence[float]:
            return await run(port, clients)

        async def theirs() -> Sequence[float]:
            return await run(other, clients)

        mine, plain = await bench.alternated("ledger: team matrix", ours, theirs)
        rates = [one[0] for one in mine]
        yield figure("ledger.matrix", "requests/s", rates, [one[0] for one in plain], PLAIN)
        yield figure("ledger.matrix.p99", "ms", [one[1] for one in mine])


async def run(port: int, clients: Sequence[Sequence[bytes]]) -> Sequence[float]:
    rate, waited = await load(port, clients)
    return rate, 1e3 * percentile(waited, 0.99)


def asked(token: str) -> bytes:
    return post("/graphql", orjson.dumps({"query": QUERY}), token)


def gateway(url: str) -> Mapping[str, str]:
    """Without a limit for one client: here it stands for many."""
    nobody = "http://127.0.0.1:1"
    return {
        "MASTERY_READ_URL": url,
        "MASTERY_DIRECTORY_URL": nobody,
        "MASTERY_GOALS_URL": nobody,
        "MASTERY_LEARNING_URL": nobody,
        "MASTERY_RATE_BURST": "1000000",
        "MASTERY_RATE_PER_SECOND": "1000000",
    }
