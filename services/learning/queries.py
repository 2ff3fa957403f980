"""What learning reads of its own tables, in SQL."""

from collections.abc import Collection

from asyncpg import Pool, Record

from services.learning.permissions import Facts
from shared.kernel.messages import StreamId

ACTIVE = "SELECT person_id FROM known_people WHERE person_id = ANY ($1::text[]) AND active"


async def facts(_pool: "Pool[Record]", _needs: Collection[StreamId]) -> Facts:
    """What ``permissions.may`` asks besides the folded states: nothing."""
    return Facts()


async def active(pool: "Pool[Record]", people: Collection[StreamId]) -> frozenset[StreamId]:
    """Those of ``people`` who work here now."""
    rows = await pool.fetch(ACTIVE, list(people))
    return frozenset(StreamId(row["person_id"]) for row in rows)
