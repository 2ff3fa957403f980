"""What goals reads of its own tables, in SQL."""

from collections.abc import Collection, Mapping

from asyncpg import Pool, Record

from services.goals.permissions import Facts
from shared.kernel.messages import StreamId

ACTIVE = "SELECT person FROM known_people WHERE person = ANY ($1::text[]) AND active"
FACTS = """
SELECT person, line.manager,
    EXISTS (SELECT 1 FROM managers AS report WHERE report.manager = line.person) AS leads,
    ARRAY (
        SELECT changed_by FROM line_changes AS change
        WHERE change.person = line.person ORDER BY changed_by
    ) AS changers,
    ARRAY (
        SELECT changed_on FROM line_changes AS change
        WHERE change.person = line.person ORDER BY changed_by
    ) AS changed
FROM managers AS line JOIN known_people USING (person)
WHERE person = ANY ($1::text[])
"""
ROLES_BY_URI = "SELECT role, esco_uri FROM roles WHERE esco_uri = ANY ($1::text[])"
SKILLS = "SELECT skill FROM skill_names WHERE skill = ANY ($1::text[])"


async def facts(pool: "Pool[Record]", needs: Collection[StreamId]) -> Facts:
    """What the reporting lines say of ``needs``, in one statement."""
    rows = await pool.fetch(FACTS, list(needs))
    return Facts(
        managers={row["person"]: row["manager"] for row in rows},
        leaders=frozenset(row["person"] for row in rows if row["leads"]),
        changes={
            row["person"]: dict(zip(row["changers"], row["changed"], strict=True))
            for row in rows
            if row["changers"]
        },
    )


async def active(pool: "Pool[Record]", people: Collection[StreamId]) -> frozenset[StreamId]:
    """Those of ``people`` who work here now."""
    return frozenset(row["person"] for row in await pool.fetch(ACTIVE, list(people)))


async def roles_by_uri(pool: "Pool[Record]", uris: Collection[str]) -> Mapping[str, StreamId]:
    """The roles that came from these ESCO occupations."""
    return {row["esco_uri"]: row["role"] for row in await pool.fetch(ROLES_BY_URI, list(uris))}


async def known_skills(pool: "Pool[Record]", skills: Collection[StreamId]) -> frozenset[StreamId]:
    """Those of ``skills`` that learning has defined, retired ones included."""
    return frozenset(row["skill"] for row in await pool.fetch(SKILLS, list(skills)))
