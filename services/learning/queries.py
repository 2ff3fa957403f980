"""What learning reads of its own tables, in SQL."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from asyncpg import Pool, Record

from services.learning.events.enrolment import Enrolled
from services.learning.foreign_events import PersonDeactivated
from services.learning.permissions import Facts
from shared.kernel.messages import StreamId
from shared.kernel.recorded import Recorded

ACTIVE = "SELECT person_id FROM known_people WHERE person_id = ANY ($1::text[]) AND active"
CHAINS = """
WITH RECURSIVE line (beginning, person, depth) AS (
    SELECT person, manager, 1
    FROM managers JOIN known_people ON person_id = person
    WHERE person = ANY ($1::text[])
    UNION ALL
    SELECT line.beginning, managers.manager, line.depth + 1
    FROM line JOIN managers ON managers.person = line.person
    WHERE managers.manager IS NOT NULL AND line.depth < 100
)
SELECT beginning, person FROM line ORDER BY beginning, depth
"""
STANDING = """
SELECT person,
    EXISTS (SELECT FROM managers WHERE manager = asked.person) AS leads,
    EXISTS (SELECT FROM known_people WHERE person_id = asked.person AND active) AS active,
    ARRAY (
        SELECT changed_by FROM line_changes
        WHERE line_changes.person = asked.person ORDER BY changed_by
    ) AS changers,
    ARRAY (
        SELECT changed_on FROM line_changes
        WHERE line_changes.person = asked.person ORDER BY changed_by
    ) AS changed,
    ARRAY (
        SELECT DISTINCT activity FROM enrolments
        WHERE enrolments.person = asked.person AND revoked_on IS NULL
            AND status IN ('enrolled', 'started', 'completed')
    ) AS activities
FROM unnest($1::text[]) AS asked (person)
"""
PLACES_OF_LEAVER = """
SELECT enrolment, activity
FROM enrolments LEFT JOIN known_people ON person_id = person
WHERE person = $1 AND coalesce(NOT active, $3) AND occurrence IS NOT NULL AND day >= $2
    AND status IN ('waiting', 'enrolled', 'started')
ORDER BY enrolment
"""


async def facts(pool: "Pool[Record]", needs: Collection[StreamId]) -> Facts:
    """What the directory says of ``needs``."""
    people = list(needs)
    chains: dict[StreamId, list[StreamId]] = defaultdict(list)
    for row in await pool.fetch(CHAINS, people):
        above = chains[row["beginning"]]
        if row["person"] is not None:
            above.append(row["person"])
    standing = await pool.fetch(STANDING, people)
    return Facts(
        chains={person: tuple(above) for person, above in chains.items()},
        leaders=frozenset(row["person"] for row in standing if row["leads"]),
        active=frozenset(row["person"] for row in standing if row["active"]),
        changes={
            row["person"]: dict(zip(row["changers"], row["changed"], strict=True))
            for row in standing
            if row["changers"]
        },
        activities={
            row["person"]: frozenset(row["activities"]) for row in standing if row["activities"]
        },
    )


async def active(pool: "Pool[Record]", people: Collection[StreamId]) -> frozenset[StreamId]:
    """Those of ``people`` who work here now."""
    rows = await pool.fetch(ACTIVE, list(people))
    return frozenset(StreamId(row["person_id"]) for row in rows)


async def places_of_leaver(
    pool: "Pool[Record]", recorded: Recorded[PersonDeactivated] | Recorded[Enrolled], today: date
) -> tuple[date, Mapping[StreamId, StreamId]]:
    """``today``, and the enrolments by which the person of the event has a seat or waits.

    Each with its activity, in what takes place from ``today`` on; none while the person works
    here. Whose leaving the tables hold and whom they do not know any more has been erased since.
    """
    has_left = isinstance(recorded.event, PersonDeactivated)
    rows = await pool.fetch(PLACES_OF_LEAVER, recorded.event.person, today, has_left)
    return today, {StreamId(row["enrolment"]): StreamId(row["activity"]) for row in rows}
