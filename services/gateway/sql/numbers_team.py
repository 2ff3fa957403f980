"""What the risks of a team and the market's demand are computed from."""

TEAM_REQUIRED_OF = """
SELECT line.manager_id AS parent, coalesce(root.root_id, r.skill) AS skill,
    max(r.level) AS level, max(r.importance) AS importance
FROM directory.managers AS line
JOIN directory.people AS p ON p.person_id = line.person_id
JOIN goals.requirements_as_of($2::date) AS r ON r.role = p.role_id
LEFT JOIN learning.skill_roots AS root ON root.skill_id = r.skill
WHERE line.manager_id = ANY ($1::text[])
GROUP BY line.manager_id, coalesce(root.root_id, r.skill)
"""

TEAM_HELD_OF = """
SELECT line.manager_id AS parent, held.person_id, held.skill_id, held.held_level
FROM directory.managers AS line
JOIN learning.mastery_held AS held ON held.person_id = line.person_id
WHERE line.manager_id = ANY ($1::text[]) AND held.held_level IS NOT NULL
"""

FAMILY_REQUIRED_OF = """
SELECT DISTINCT p.person_id AS parent, coalesce(root.root_id, r.skill) AS skill
FROM directory.people AS p
JOIN goals.roles AS own ON own.role = p.role_id
JOIN goals.roles AS other
    ON other.role = own.role OR (other.family = own.family AND other.status = 'defined')
JOIN goals.requirements_as_of($2::date) AS r ON r.role = other.role
LEFT JOIN learning.skill_roots AS root ON root.skill_id = r.skill
WHERE p.person_id = ANY ($1::text[])
"""

NEWEST_DEMAND = """
SELECT parents.parent, coalesce(root.root_id, d.skill) AS skill, max(d.index) AS index
FROM unnest($1::text[]) AS parents (parent)
CROSS JOIN (
    SELECT s.source, s.taken_on FROM goals.demand_snapshots AS s
    WHERE s.taken_on <= $2::date
    ORDER BY s.taken_on DESC, s.source LIMIT 1
) AS newest
JOIN goals.demand_rows AS d ON d.source = newest.source AND d.taken_on = newest.taken_on
LEFT JOIN learning.skill_roots AS root ON root.skill_id = d.skill
GROUP BY parents.parent, coalesce(root.root_id, d.skill)
"""

FALLS = """
WITH ranked AS (
    SELECT s.source, s.taken_on,
        row_number() OVER (PARTITION BY s.source ORDER BY s.taken_on DESC) AS place
    FROM goals.demand_snapshots AS s WHERE s.taken_on <= $2::date
), measured AS (
    SELECT ranked.source, ranked.place, coalesce(root.root_id, d.skill) AS skill,
        max(d.index) AS index
    FROM ranked
    JOIN goals.demand_rows AS d ON d.source = ranked.source AND d.taken_on = ranked.taken_on
    LEFT JOIN learning.skill_roots AS root ON root.skill_id = d.skill
    WHERE ranked.place <= 2
    GROUP BY ranked.source, ranked.place, coalesce(root.root_id, d.skill)
)
SELECT parents.parent, before.skill, before.index AS before, after.index AS after
FROM unnest($1::text[]) AS parents (parent)
CROSS JOIN measured AS after
JOIN measured AS before ON before.source = after.source AND before.skill = after.skill
WHERE after.place = 1 AND before.place = 2 AND after.index < before.index
"""

OBSOLETE_SKILLS = """
SELECT DISTINCT parents.parent, coalesce(root.root_id, o.skill) AS skill
FROM unnest($1::text[]) AS parents (parent)
CROSS JOIN goals.obsolete_skills AS o
LEFT JOIN learning.skill_roots AS root ON root.skill_id = o.skill
WHERE o.declared_on <= $2::date
"""
