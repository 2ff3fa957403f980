"""The erasures that are under way, as the database of the keys knows them.

All times are those of that server's clock, so that no two clocks are compared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from shared.kernel.messages import StreamId
from shared.privacy.postgres import KEPT_SECONDS
from shared.runtime.pools import Pool

LOOK = 2.0
"""Seconds between two looks of a role."""
FORGOTTEN_WITHIN = KEPT_SECONDS + 3 * LOOK
"""Seconds after which no process has a copy of a destroyed key, or a state that it opened."""

NOTE = """
INSERT INTO erasures (person, position)
SELECT * FROM unnest($1::text[], $2::bigint[]) ON CONFLICT DO NOTHING
"""
TO_DESTROY = """
SELECT person FROM erasures LEFT JOIN people_keys AS k USING (person)
WHERE completed_at IS NULL AND k.destroyed_at IS NULL
ORDER BY person LIMIT 500
"""
DUE = """
SELECT e.person, e.position,
    coalesce(k.destroyed_at < now() - make_interval(secs => $2), false) AS forgotten
FROM erasures AS e
LEFT JOIN people_keys AS k USING (person)
LEFT JOIN purges AS p ON p.person = e.person AND p.service = $1
WHERE p.purged_at IS NULL
ORDER BY e.seen_at, e.person LIMIT 500
"""
WAIT = """
INSERT INTO purges (person, service, waits_for)
SELECT person, $1, waits_for FROM unnest($2::text[], $3::text[]) AS one (person, waits_for)
ON CONFLICT (person, service) DO UPDATE SET waits_for = excluded.waits_for
WHERE purges.purged_at IS NULL AND purges.waits_for IS DISTINCT FROM excluded.waits_for
"""
CONFIRM = """
INSERT INTO purges (person, service, purged, purged_at)
SELECT person, $1, purged::jsonb, now() FROM unnest($2::text[], $3::text[]) AS one (person, purged)
ON CONFLICT (person, service) DO UPDATE
SET waits_for = NULL, purged = excluded.purged, purged_at = excluded.purged_at
WHERE purges.purged_at IS NULL
"""
CONFIRMED = """
SELECT e.person FROM erasures AS e JOIN people_keys AS k USING (person)
WHERE e.completed_at IS NULL AND k.destroyed_at IS NOT NULL AND NOT EXISTS (
    SELECT FROM unnest($1::text[]) AS needed
    WHERE NOT EXISTS (
        SELECT FROM purges AS p
        WHERE p.person = e.person AND p.service = needed AND p.purged_at IS NOT NULL))
ORDER BY e.person LIMIT 500
"""
COMPLETE = "UPDATE erasures SET completed_at = now() WHERE person = $1 AND completed_at IS NULL"
RECENT = """
SELECT EXISTS (
    SELECT FROM people_keys
    WHERE wrapped IS NULL
      AND (destroyed_at IS NULL OR destroyed_at > now() - make_interval(secs => $1)))
"""
REPORT = """
SELECT e.person, e.seen_at, k.destroyed_at, e.completed_at, (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
        'service', needed, 'waits_for', CASE WHEN p.purged_at IS NULL
            THEN coalesce(p.waits_for, 'the service has not looked yet') END,
        'purged', p.purged, 'purged_at', p.purged_at) ORDER BY needed), '[]')
    FROM unnest($1::text[]) AS needed
    LEFT JOIN purges AS p ON p.person = e.person AND p.service = needed)::text AS services
FROM erasures AS e LEFT JOIN people_keys AS k USING (person)
ORDER BY e.completed_at IS NOT NULL, e.seen_at DESC, e.person LIMIT $2
"""


@dataclass(frozen=True, slots=True)
class Due:
    """``position`` of ``SubjectErased``; ``forgotten``: no memory holds the key any more."""

    person: StreamId
    position: int
    forgotten: bool


class Erasures:
    """``pool`` leads to the database of the keys."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def note(self, erased: Mapping[StreamId, int]) -> None:
        """``erased`` has the position of each person's ``SubjectErased``."""
        await self._pool.execute(NOTE, list(erased), list(erased.values()))

    async def to_destroy(self) -> Sequence[StreamId]:
        return [StreamId(row[0]) for row in await self._pool.fetch(TO_DESTROY)]

    async def due(self, service: str) -> Sequence[Due]:
        rows = await self._pool.fetch(DUE, service, FORGOTTEN_WITHIN)
        return [Due(StreamId(row[0]), row[1], row[2]) for row in rows]

    async def wait(self, service: str, waits: Mapping[StreamId, str]) -> None:
        await self._pool.execute(WAIT, service, list(waits), list(waits.values()))

    async def confirm(self, service: str, purged: Mapping[StreamId, Mapping[str, int]]) -> None:
        counts = [orjson.dumps(rows).decode() for rows in purged.values()]
        await self._pool.execute(CONFIRM, service, list(purged), counts)

    async def confirmed(self, services: Sequence[str]) -> Sequence[StreamId]:
        """Those whom all ``services`` have purged, and whose erasure is not complete yet."""
        rows = await self._pool.fetch(CONFIRMED, list(services))
        return [StreamId(row[0]) for row in rows]

    async def complete(self, person: StreamId) -> None:
        await self._pool.execute(COMPLETE, person)

    async def recent(self) -> bool:
        """Whether a key was destroyed so lately that a memory may still hold what it opened."""
        return bool(await self._pool.fetchval(RECENT, FORGOTTEN_WITHIN))

    async def report(self, services: Sequence[str], most: int) -> Sequence[Mapping[str, Any]]:
        """Those under way first, then the latest."""
        return [
            {
                "person": row["person"],
                "seen_at": _iso(row["seen_at"]),
                "key_destroyed_at": _iso(row["destroyed_at"]),
                "completed_at": _iso(row["completed_at"]),
                "services": orjson.loads(row["services"]),
            }
            for row in await self._pool.fetch(REPORT, list(services), most)
        ]


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
