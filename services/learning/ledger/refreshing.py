"""Rows of ``mastery`` computed anew where no evidence touched them, a chunk at a time.

A skill was merged, retired or given another volatility, or parameters were set: whoever noted that
has committed it, so what is read from now on has it. A row is marked where it differs from what
was recorded by what is worth recording; the next day looks again.
"""

from collections.abc import Sequence
from datetime import date

from services.learning.projections import mastery
from shared.kernel.projection import Marking
from shared.readmodel.refresh import recompute
from shared.runtime.clock import Clock
from shared.runtime.logging import logger
from shared.runtime.pools import Pool

CHUNK = 500
ALL = "all"

MARK_WHERE_WORTH = """
INSERT INTO mastery_due (pair_key)
SELECT key
FROM unnest($1::text[]) AS key
LEFT JOIN mastery AS now ON now.pair_key = key
LEFT JOIN mastery_held AS was ON was.pair_key = key
WHERE coalesce(now.status, 'unassessed') <> coalesce(was.last_status, 'unassessed')
   OR now.level IS DISTINCT FROM was.last_level
   OR abs(now.mastery - was.last_mastery) >= 0.02 - 1e-9
   OR abs(coalesce(now.confidence, 0) - coalesce(was.last_confidence, 0)) >= 0.02 - 1e-9
   OR now.status = 'verified' AND now.level > coalesce(was.held_level, 0)
   OR was.held_level IS NOT NULL
      AND (now.status IS DISTINCT FROM 'verified' OR now.mastery < was.held_level - 0.75 - 1e-9)
ORDER BY key
ON CONFLICT (pair_key) DO UPDATE SET mark = nextval('ledger_marks')
"""
WORTH = Marking("mastery_due", ("mastery",), MARK_WHERE_WORTH)

SCOPE = "SELECT scope, mark, after, done FROM ledger_refresh ORDER BY mark LIMIT 1"
PAIRS_OF_ALL = """
SELECT pair_key FROM mastery WHERE pair_key > $1 ORDER BY pair_key LIMIT $2
"""
PAIRS_OF_SKILL = """
WITH RECURSIVE up (skill) AS (
    SELECT $3::text
    UNION
    SELECT s.merged_into FROM up JOIN skills AS s ON s.skill_id = up.skill
    WHERE s.merged_into IS NOT NULL
), root AS (
    SELECT up.skill FROM up LEFT JOIN skills AS s ON s.skill_id = up.skill
    WHERE s.merged_into IS NULL
), down (skill) AS (
    SELECT root.skill FROM root
    UNION
    SELECT s.skill_id FROM down JOIN skills AS s ON s.merged_into = down.skill
)
SELECT pair_key
FROM (
    SELECT e.person_id || '/' || root.skill AS pair_key
    FROM root, down JOIN evidence AS e ON e.skill_id = down.skill
    UNION
    SELECT m.pair_key FROM down JOIN mastery AS m ON m.skill_id = down.skill
) AS touched
WHERE pair_key > $1 ORDER BY pair_key LIMIT $2
"""
STEP = """
UPDATE ledger_refresh SET after = $3, done = done + $4 WHERE scope = $1 AND mark = $2
"""
FINISH = "DELETE FROM ledger_refresh WHERE scope = $1 AND mark = $2"

_log = logger(__name__)


class Refreshing:
    def __init__(self, pool: Pool, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock

    async def chunk(self) -> bool:
        """Whether there was anything to compute anew."""
        scope = await self._pool.fetchrow(SCOPE)
        if scope is None:
            return False
        name, mark, after = scope["scope"], scope["mark"], scope["after"]
        if name == ALL:
            rows = await self._pool.fetch(PAIRS_OF_ALL, after, CHUNK)
        else:
            rows = await self._pool.fetch(PAIRS_OF_SKILL, after, CHUNK, name)
        pairs = [row["pair_key"] for row in rows]
        await refreshed(self._pool, pairs, self._clock.now().date())
        if len(pairs) < CHUNK:
            await self._pool.execute(FINISH, name, mark)
            _log.info("ledger_refreshed", scope=name, pairs=scope["done"] + len(pairs))
        else:
            await self._pool.execute(STEP, name, mark, pairs[-1], len(pairs))
        return True


async def refreshed(pool: Pool, pairs: Sequence[str], day: date) -> None:
    """Computes their rows anew, and marks those that differ by what is worth recording."""
    if pairs:
        await recompute(pool, mastery.derived, pairs, day, (WORTH,))
