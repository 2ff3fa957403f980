"""What the directory reads of its own tables, in SQL."""

from collections.abc import Collection, Mapping

from asyncpg import Pool, Record

from services.directory.permissions import Facts
from shared.kernel.messages import StreamId

ACTIVE = "SELECT person_id FROM people WHERE person_id = ANY ($1::text[]) AND active"
MANAGERS = "SELECT person_id, manager_id FROM managers WHERE person_id = ANY ($1::text[])"
SUBTREE = "SELECT person_id, depth FROM report_line WHERE manager_id = $1 ORDER BY depth, person_id"
BY_MAIL = "SELECT person_id FROM people WHERE lower(mail) = lower($1) AND active ORDER BY person_id"


async def facts(_pool: "Pool[Record]", _needs: Collection[StreamId]) -> Facts:
    """What ``permissions.may`` asks besides the folded states: nothing."""
    return Facts()


async def active(pool: "Pool[Record]", people: Collection[StreamId]) -> frozenset[StreamId]:
    """Those of ``people`` who work here now."""
    rows = await pool.fetch(ACTIVE, list(people))
    return frozenset(StreamId(row["person_id"]) for row in rows)


async def managers(
    pool: "Pool[Record]", people: Collection[StreamId]
) -> Mapping[StreamId, StreamId | None]:
    """The direct manager of each active person among ``people``, or none."""
    return {row["person_id"]: row["manager_id"] for row in await pool.fetch(MANAGERS, list(people))}


async def subtree(pool: "Pool[Record]", manager: StreamId) -> Mapping[StreamId, int]:
    """Everybody under ``manager`` with their depth, direct reports (1) first."""
    return {row["person_id"]: row["depth"] for row in await pool.fetch(SUBTREE, manager)}


async def active_by_mail(pool: "Pool[Record]", mail: str) -> list[StreamId]:
    """Active people with that address, capital letters apart."""
    return [StreamId(row["person_id"]) for row in await pool.fetch(BY_MAIL, mail)]
