"""What learning reads of its own tables, in SQL."""

from collections import defaultdict
from collections.abc import Collection

from asyncpg import Pool, Record

from services.learning.permissions import Facts
from shared.kernel.messages import StreamId

ACTIVE = "SELECT person_id FROM known_people WHERE person_id = ANY ($1::text[]) AND active"
CHAINS = """
WITH RECURSIVE line (beginning, person, depth) AS (
    SELECT person, manager, 1 FROM managers WHERE person = ANY ($1::text[])
    UNION ALL
    SELECT line.beginning, managers.manager, line.depth + 1
    FROM line JOIN managers ON managers.person = line.person
    WHERE managers.manager IS NOT NULL AND line.depth < 100
)
SELECT beginning, person FROM line ORDER BY beginning, depth
"""
LEADERS = "SELECT DISTINCT manager FROM managers WHERE manager = ANY ($1::text[])"


async def facts(pool: "Pool[Record]", needs: Collection[StreamId]) -> Facts:
    """What the reporting lines say of ``needs``."""
    people = list(needs)
    chains: dict[StreamId, list[StreamId]] = defaultdict(list)
    for row in await pool.fetch(CHAINS, people):
        above = chains[row["beginning"]]
        if row["person"] is not None:
            above.append(row["person"])
    leaders = await pool.fetch(LEADERS, people)
    return Facts(
        chains={person: tuple(above) for person, above in chains.items()},
        leaders=frozenset(row["manager"] for row in leaders),
    )


async def active(pool: "Pool[Record]", people: Collection[StreamId]) -> frozenset[StreamId]:
    """Those of ``people`` who work here now."""
    rows = await pool.fetch(ACTIVE, list(people))
    return frozenset(StreamId(row["person_id"]) for row in rows)
