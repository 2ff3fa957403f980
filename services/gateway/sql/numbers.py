"""What the numbers of several services are computed from: exact rows, nothing judged here.

A merged skill stands as the one that it was merged into, by the end of the day that is asked for;
where that makes two requirements one, the higher level and importance count.
"""

_ROOTED = """
WITH RECURSIVE wanted AS (
    SELECT r.role, r.skill, r.level, r.importance
    FROM goals.requirements_as_of($2::date) AS r
    WHERE r.role = ANY ($1::text[])
    UNION ALL
    SELECT wanted.role, s.merged_into, wanted.level, wanted.importance
    FROM wanted JOIN learning.skills AS s ON s.skill_id = wanted.skill
    WHERE s.merged_into IS NOT NULL AND s.merged_on <= $2
)
"""

REQUIRED_OF = f"""{_ROOTED}
SELECT wanted.role AS parent, wanted.skill, max(wanted.level) AS level,
    max(wanted.importance) AS importance
FROM wanted
WHERE NOT EXISTS (SELECT FROM learning.skills AS s
    WHERE s.skill_id = wanted.skill AND s.merged_into IS NOT NULL AND s.merged_on <= $2)
GROUP BY wanted.role, wanted.skill
ORDER BY max(wanted.importance) DESC, max(wanted.level) DESC, wanted.skill
"""  # noqa: S608 - the parts are constants of this module

REQUIRED_BY_ALL = """
SELECT parents.parent, r.role, array_agg(r.skill ORDER BY r.skill) AS skills,
    array_agg(r.level ORDER BY r.skill) AS levels,
    array_agg(r.importance ORDER BY r.skill) AS importances
FROM unnest($1::text[]) AS parents (parent)
CROSS JOIN (
    SELECT r.role, roles.status, coalesce(root.root_id, r.skill) AS skill, max(r.level) AS level,
        max(r.importance) AS importance
    FROM goals.requirements_as_of($2::date) AS r
    JOIN goals.roles ON roles.role = r.role
    LEFT JOIN learning.skill_roots AS root ON root.skill_id = r.skill
    GROUP BY r.role, roles.status, coalesce(root.root_id, r.skill)
) AS r
WHERE r.status = 'defined' OR r.role = parents.parent
GROUP BY parents.parent, r.role
ORDER BY r.role
"""
"""Of the roles that one may stop at, and of the one that a path begins with, its parent here."""

KNOWN_OF = """
SELECT person_id AS parent, skill_id, mastery, status, fresh_from, fresh_half_life
FROM learning.mastery WHERE person_id = ANY ($1::text[])
"""

HELD_OF = """
SELECT held.person_id AS parent, held.skill_id, coalesce(root.root_id, held.skill_id) AS root_id,
    held.held_level, held.first_verified_on
FROM learning.mastery_held AS held
LEFT JOIN learning.skill_roots AS root ON root.skill_id = held.skill_id
WHERE held.person_id = ANY ($1::text[])
"""

AIMS_OF = """
SELECT g.owner AS parent, g.goal, g.target_role, EXISTS (
    SELECT FROM goals.linked_skills AS l WHERE l.goal = g.goal) AS links
FROM goals.career_goals AS g
WHERE g.owner = ANY ($1::text[]) AND g.status = 'active'
ORDER BY g.due, g.goal
"""

TARGETS_OF = """
SELECT l.goal AS parent, coalesce(root.root_id, l.skill) AS skill, max(l.level) AS level
FROM goals.linked_skills AS l
LEFT JOIN learning.skill_roots AS root ON root.skill_id = l.skill
WHERE l.goal = ANY ($1::text[])
GROUP BY l.goal, coalesce(root.root_id, l.skill)
ORDER BY max(l.level) DESC, coalesce(root.root_id, l.skill)
"""

TURNS_OF = """
SELECT a.applicant AS parent, a.completed_on AS day, a.outcome = 'not_met' AS setback
FROM goals.applications AS a
WHERE a.applicant = ANY ($1::text[]) AND a.status = 'validated' AND a.completed_on <= $2::date
    AND a.outcome IN ('not_met', 'met', 'exceeded')
UNION ALL
SELECT g.owner, g.closed_on, g.status = 'abandoned'
FROM goals.career_goals AS g
WHERE g.owner = ANY ($1) AND g.status IN ('abandoned', 'achieved') AND g.closed_on <= $2
"""

BENCH_OF = """
WITH required AS (
    SELECT r.role, coalesce(root.root_id, r.skill) AS skill, max(r.level) AS level,
        max(r.importance) AS importance
    FROM goals.requirements_as_of($4::date) AS r
    LEFT JOIN learning.skill_roots AS root ON root.skill_id = r.skill
    WHERE r.role = ANY ($3::text[])
    GROUP BY r.role, coalesce(root.root_id, r.skill)
), totals AS (
    SELECT required.role, sum(required.importance) AS importance
    FROM required GROUP BY required.role
), people AS (
    SELECT p.person_id, p.role_id FROM directory.people AS p WHERE $2::boolean AND p.active
    UNION ALL
    SELECT p.person_id, p.role_id FROM directory.people AS p
    WHERE NOT $2 AND p.active AND p.person_id = $1::text
    UNION ALL
    SELECT p.person_id, p.role_id
    FROM directory.managers AS line JOIN directory.people AS p ON p.person_id = line.person_id
    WHERE NOT $2 AND p.active AND line.manager_id = $1
), seen AS (
    SELECT required.role, m.person_id, sum(required.importance) AS importance,
        sum(required.importance * least(1, m.mastery / required.level)) AS reached
    FROM required
    CROSS JOIN people
    JOIN learning.mastery AS m ON m.person_id = people.person_id
        AND m.skill_id = required.skill AND m.status = 'verified'
    GROUP BY required.role, m.person_id
), bench AS (
    SELECT totals.role, p.person_id,
        coalesce(seen.reached, 0) / totals.importance AS low,
        (coalesce(seen.reached, 0) + totals.importance - coalesce(seen.importance, 0))
            / totals.importance AS high
    FROM totals
    JOIN people AS p ON p.role_id IS DISTINCT FROM totals.role
    LEFT JOIN seen ON seen.role = totals.role AND seen.person_id = p.person_id
)
"""

_READY = "0.8 - 1e-9"
"""The border of ``formulas.readiness``, with its tolerance."""

BENCH_COUNTS = f"""{BENCH_OF}
SELECT role AS parent, count(*) AS considered,
    count(*) FILTER (WHERE low >= {_READY}) AS ready,
    count(*) FILTER (WHERE high >= {_READY}) AS possibly_ready
FROM bench GROUP BY role
"""  # noqa: S608 - the parts are constants of this module

BENCH_PEOPLE = f"""{BENCH_OF}
SELECT ranked.role AS parent, ranked.person_id, ranked.low, ranked.high
FROM (
    SELECT bench.*, row_number() OVER (
        PARTITION BY role ORDER BY low DESC, high DESC, person_id) AS place
    FROM bench WHERE high >= {_READY}
) AS ranked
WHERE ranked.place <= $5
ORDER BY ranked.role, ranked.place
"""  # noqa: S608 - the parts are constants of this module
