"""What pairs amounted to on each of the days on which they may have changed."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date

from services.learning.formulas.mastery import Assessment, Evidence, assess
from services.learning.projections.mastery import evidence_of, parameters_of
from shared.runtime.pools import Pool

AT_ONCE = 2000
"""Pairs times days of one question; a pair with more days than that is asked alone."""

DAYS = """
WITH RECURSIVE asked AS (
    SELECT key, split_part(key, '/', 1) AS person, split_part(key, '/', 2) AS root, since
    FROM unnest($1::text[], $2::date[]) AS one (key, since)
), counted (root, skill) AS (
    SELECT DISTINCT root, root FROM asked
    UNION
    SELECT c.root, s.skill_id FROM counted AS c JOIN skills AS s ON s.merged_into = c.skill
), items AS MATERIALIZED (
    SELECT a.key, a.since, e.recorded_on, e.revoked_on, e.expires_on
    FROM asked AS a
    JOIN counted AS c ON c.root = a.root
    CROSS JOIN LATERAL (
        SELECT * FROM evidence WHERE person_id = a.person AND skill_id = c.skill OFFSET 0
    ) AS e
), spans AS MATERIALIZED (
    SELECT a.key, a.root, a.since, coalesce(a.since, (
        SELECT min(i.recorded_on) FROM items AS i WHERE i.key = a.key), $3::date) AS first
    FROM asked AS a
), happened AS (
    SELECT key, recorded_on AS day FROM items
    UNION ALL SELECT key, revoked_on FROM items
    UNION ALL SELECT key, expires_on FROM items
    UNION ALL SELECT x.key, s.merged_on
    FROM spans AS x JOIN counted AS c ON c.root = x.root JOIN skills AS s ON s.skill_id = c.skill
    UNION ALL SELECT x.key, v.set_on
    FROM spans AS x JOIN skill_volatilities AS v ON v.skill = x.root
    UNION ALL SELECT x.key, greatest(p.effective_from, p.set_on)
    FROM spans AS x CROSS JOIN model_parameters AS p
    UNION ALL SELECT x.key, month::date
    FROM spans AS x
    CROSS JOIN generate_series(date_trunc('month', x.first), $3::date, interval '1 month') AS month
    UNION ALL SELECT x.key, $3::date FROM spans AS x
)
SELECT x.key, array_agg(DISTINCT h.day ORDER BY h.day) AS days
FROM spans AS x JOIN happened AS h ON h.key = x.key
WHERE h.day = $3 OR h.day < $3 AND (h.day > x.since OR x.since IS NULL AND h.day >= x.first)
GROUP BY x.key
"""
ITEMS = """
SELECT pair_key, day, kind, value, occurred_on, raters, rater_or_test, evidence_id, expires_on,
       volatility, parameters
FROM evidence_at($1::text[], $2::text[], $3::date[])
"""

Asked = tuple[str, date]


class Past:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def days(
        self, since: Mapping[str, date | None], today: date
    ) -> Mapping[str, Sequence[date]]:
        """Of each pair from after the day that was recorded last, ``today`` always the last."""
        rows = await self._pool.fetch(DAYS, list(since), list(since.values()), today)
        return {row["key"]: row["days"] for row in rows}

    async def assessed(
        self, days: Mapping[str, Sequence[date]]
    ) -> AsyncIterator[Mapping[str, Mapping[date, Assessment]]]:
        """Each pair once, some of them at a time."""
        some: list[Asked] = []
        for key, of_pair in days.items():
            if some and len(some) + len(of_pair) > AT_ONCE:
                yield await self._assessed(some)
                some = []
            some += [(key, day) for day in of_pair]
        if some:
            yield await self._assessed(some)

    async def _assessed(self, asked: Sequence[Asked]) -> Mapping[str, Mapping[date, Assessment]]:
        people, roots = zip(*(key.split("/") for key, _ in asked), strict=True)
        rows = await self._pool.fetch(ITEMS, people, roots, [day for _, day in asked])
        items: dict[Asked, list[Evidence]] = defaultdict(list)
        in_force = {}
        for row in rows:
            at = row["pair_key"], row["day"]
            items[at].append(evidence_of(row))
            in_force[at] = parameters_of(row["parameters"], row["volatility"])
        found: dict[str, dict[date, Assessment]] = defaultdict(dict)
        for number, (key, day) in enumerate(asked):
            at = key, day
            found[key][day] = (
                assess(items[at], day, in_force[at]) if at in items else assess((), day)
            )
            if number % 100 == 0:
                await asyncio.sleep(0)  # others of this process are served meanwhile
        return found
