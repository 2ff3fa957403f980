"""Mastery: level and status of whoever shows them, and of one's reports.

A merged skill is asked for by the skill that it was merged into. Rows come by level alone, not by
what is finer and not for everybody: an order tells what it orders by.
"""

_COLUMNS = """
x.person_id, x.skill_id, x.day, x.mastery, x.confidence, x.weight, x.standard_error, x.level,
x.status, coalesce(x.level, 0) AS rank, held.held_level, held.held_since, l.depth,
v.visibility IS NOT DISTINCT FROM 'public' AS public
"""

_BESIDE = """
LEFT JOIN learning.mastery_held AS held ON held.pair_key = x.pair_key
LEFT JOIN directory.report_line AS l ON l.manager_id = $1::text AND l.person_id = x.person_id
LEFT JOIN learning.profiles AS v ON v.person = x.person_id
"""

_VISIBLE = "($2::boolean OR x.person_id = $1 OR l.depth = 1 OR v.visibility = 'public')"

_LED = """
($2::boolean OR EXISTS (SELECT FROM directory.managers AS led
    WHERE led.person_id = x.person_id AND led.manager_id = $1::text))
"""

_WANTED = """
($4::text IS NULL OR x.skill_id = coalesce(
    (SELECT root.root_id FROM learning.skill_roots AS root WHERE root.skill_id = $4), $4))
AND ($5::text IS NULL OR x.status = $5)
AND ($6::integer IS NULL OR x.level >= $6)
"""

MASTERY_OF = f"""
SELECT page.*
FROM unnest($3::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent, {_COLUMNS}
    FROM learning.mastery AS x {_BESIDE}
    WHERE x.person_id = parents.parent AND {_VISIBLE} AND {_WANTED}
      AND ($8::integer IS NULL
           OR (coalesce(x.level, 0), x.skill_id) < ($8::integer, $9::text))
    ORDER BY coalesce(x.level, 0) DESC, x.skill_id DESC
    LIMIT $7
) AS page
ORDER BY page.rank DESC, page.skill_id DESC
"""  # noqa: S608 - the parts are constants of this module

MASTERY_COUNT = f"""
SELECT x.person_id AS parent, count(*) AS total
FROM learning.mastery AS x {_BESIDE}
WHERE x.person_id = ANY ($3::text[]) AND {_VISIBLE} AND {_WANTED}
GROUP BY x.person_id
"""  # noqa: S608 - the parts are constants of this module

_ROOT = """
coalesce((SELECT root.root_id FROM learning.skill_roots AS root
          WHERE root.skill_id = parents.parent), parents.parent)
"""

EXPERTS_IN = f"""
SELECT page.*
FROM unnest($3::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent, {_COLUMNS}
    FROM learning.mastery AS x
    JOIN directory.people AS who ON who.person_id = x.person_id AND who.active {_BESIDE}
    WHERE x.skill_id = {_ROOT} AND x.status = 'verified' AND x.level >= $4 AND {_VISIBLE}
      AND ($6::integer IS NULL OR (x.level, x.person_id) < ($6::integer, $7::text))
    ORDER BY x.level DESC, x.person_id DESC
    LIMIT $5
) AS page
ORDER BY page.rank DESC, page.person_id DESC
"""  # noqa: S608 - the parts are constants of this module

EXPERTS_COUNT = f"""
SELECT parents.parent, count(*) AS total
FROM unnest($3::text[]) AS parents (parent)
JOIN learning.mastery AS x ON x.skill_id = {_ROOT}
JOIN directory.people AS who ON who.person_id = x.person_id AND who.active {_BESIDE}
WHERE x.status = 'verified' AND x.level >= $4 AND {_VISIBLE}
GROUP BY parents.parent
"""  # noqa: S608 - the parts are constants of this module

STALE_OF = f"""
SELECT page.*
FROM unnest($3::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent, {_COLUMNS}
    FROM directory.managers AS member
    JOIN learning.mastery AS x ON x.person_id = member.person_id {_BESIDE}
    WHERE member.manager_id = parents.parent AND x.status = 'stale' AND {_LED}
      AND ($5::integer IS NULL OR (coalesce(x.level, 0), x.person_id, x.skill_id)
           < ($5::integer, $6::text, $7::text))
    ORDER BY coalesce(x.level, 0) DESC, x.person_id DESC, x.skill_id DESC
    LIMIT $4
) AS page
ORDER BY page.rank DESC, page.person_id DESC, page.skill_id DESC
"""  # noqa: S608 - the parts are constants of this module

STALE_COUNT = f"""
SELECT member.manager_id AS parent, count(*) AS total
FROM directory.managers AS member
JOIN learning.mastery AS x ON x.person_id = member.person_id
WHERE member.manager_id = ANY ($3::text[]) AND x.status = 'stale' AND {_LED}
GROUP BY member.manager_id
"""  # noqa: S608 - the parts are constants of this module

NEWLY_VERIFIED_OF = """
SELECT held.person_id AS parent, coalesce(root.root_id, held.skill_id) AS skill_id,
    max(held.held_level) AS held_level, min(held.first_verified_on) AS first_verified_on
FROM learning.mastery_held AS held
LEFT JOIN learning.skill_roots AS root ON root.skill_id = held.skill_id
WHERE held.person_id = ANY ($1::text[])
GROUP BY held.person_id, coalesce(root.root_id, held.skill_id)
HAVING min(held.first_verified_on) BETWEEN $2::date AND $3::date
ORDER BY min(held.first_verified_on) DESC, coalesce(root.root_id, held.skill_id)
"""

EVIDENCE_ON_DAYS = """
SELECT e.person_id AS parent, d.day, e.skill_id, e.evidence_id, e.kind, e.value, e.raters,
    e.rater_or_test, e.occurred_on, e.expires_on, e.source, e.volatility, e.parameters
FROM unnest($2::date[]) AS d (day)
CROSS JOIN LATERAL learning.evidence_as_of($1::text[], d.day) AS e
"""

ROOTS = """
WITH RECURSIVE up (parent, skill) AS (
    SELECT DISTINCT one, one FROM unnest($1::text[]) AS one
    UNION
    SELECT up.parent, s.merged_into
    FROM up JOIN learning.skills AS s ON s.skill_id = up.skill
    WHERE s.merged_into IS NOT NULL AND s.merged_on <= $2::date
)
SELECT up.parent, up.skill AS root_id
FROM up
WHERE NOT EXISTS (SELECT FROM learning.skills AS s
    WHERE s.skill_id = up.skill AND s.merged_into IS NOT NULL AND s.merged_on <= $2)
"""
