"""How far a read model is, for operators and for those who decide on what it says."""

from dataclasses import dataclass
from datetime import datetime

from shared.bus.cursor import Pool

STATUS = """
SELECT p.name, p.version, p.wanted, o.lag, coalesce(k.messages, 0) AS parked,
       o.progressed_at, o.caught_up_at
FROM projections p
LEFT JOIN (
    SELECT sum(greatest(end_offset - next_offset, 0))::bigint AS lag,
           max(updated_at) AS progressed_at,
           CASE WHEN bool_and(caught_up_at IS NOT NULL) THEN min(caught_up_at) END AS caught_up_at
    FROM projection_offsets WHERE projector = $1
) AS o ON true
LEFT JOIN (
    SELECT count(*) AS messages FROM parked
    WHERE projector = $1 AND decision IS DISTINCT FROM 'drop'
) AS k ON true
ORDER BY p.name
"""
CAUGHT_UP = """
SELECT CASE WHEN count(*) >= $3 AND bool_and(caught_up_at IS NOT NULL) THEN min(caught_up_at) END
FROM projection_offsets WHERE projector = $1 AND source = $2
"""


@dataclass(frozen=True, slots=True)
class ProjectionStatus:
    """``lag`` counts messages up to the ends that were last seen; none if they never were.

    ``parked`` counts messages that nobody has dropped. What was published before ``caught_up_at``
    has been applied. ``wanted`` is the version that running code asks for and does not find.
    """

    name: str
    version: int
    wanted: int | None
    lag: int | None
    parked: int
    progressed_at: datetime | None
    caught_up_at: datetime | None


async def status(pool: Pool, projector: str) -> list[ProjectionStatus]:
    """Of each projection of a read model; those of one projector move together."""
    return [ProjectionStatus(*row) for row in await pool.fetch(STATUS, projector)]


async def caught_up_at(pool: Pool, projector: str, source: str, partitions: int) -> datetime | None:
    """All that ``source`` had published by then has been applied; none if that is not known."""
    found: datetime | None = await pool.fetchval(CAUGHT_UP, projector, source, partitions)
    return found
