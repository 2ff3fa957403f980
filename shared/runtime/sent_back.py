"""A topic was made anew or is written again: what a service reads of it begins at its beginning.

What has been applied or answered stays so: positions tell what has been seen before.
"""

from shared.runtime.pools import Pool

UNDECIDED = """
SELECT count(*) FROM parked WHERE source = $1 AND decision IS DISTINCT FROM 'drop'
"""
ROWS = """
UPDATE projection_offsets SET next_offset = 0, end_offset = NULL, updated_at = now()
WHERE source = $1
"""
POLICIES = "UPDATE policy_offsets SET next_offset = 0 WHERE source = $1"
# What was no event is not in the log, so it does not come again.
NO_EVENTS = "DELETE FROM parked WHERE source = $1 AND position IS NULL"


async def undecided(rows: Pool, source: str) -> int:
    """Messages of ``source`` that stand parked by offsets which will be others."""
    count: int = await rows.fetchval(UNDECIDED, source)
    return count


async def send_back(rows: Pool, source: str) -> None:
    async with rows.acquire() as connection, connection.transaction():
        for statement in (ROWS, POLICIES, NO_EVENTS):
            await connection.execute(statement, source)
