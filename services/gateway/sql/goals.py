"""Career goals: one's own, those of direct reports, those shared with everyone; HR reads all."""

_VISIBLE = """
($2::boolean OR g.owner = $1::text OR g.shared_with = 'everyone' OR EXISTS (
    SELECT FROM directory.managers AS line
    WHERE line.person_id = g.owner AND line.manager_id = $1))
"""

_COLUMNS = """
g.goal, g.owner, g.title, g.why, g.status, g.target_role, g.due, g.defined_on,
g.milestones_total, g.milestones_completed, g.last_check_in_on, g.last_confidence,
g.blocked_since, g.shared_with, g.closed_on, g.closing_reason
"""

_WANTED = """
($4::text IS NULL OR g.status = $4)
AND ($5::text IS NULL OR g.target_role = $5)
AND ($6::date IS NULL OR g.due < $6)
"""

GOALS_BY_ID = f"""
SELECT {_COLUMNS} FROM goals.career_goals AS g WHERE g.goal = ANY ($3::text[]) AND {_VISIBLE}
"""  # noqa: S608 - the parts are constants of this module

GOALS_OF = f"""
SELECT page.*
FROM unnest($3::text[]) AS owners (owner)
CROSS JOIN LATERAL (
    SELECT g.owner AS parent, {_COLUMNS}
    FROM goals.career_goals AS g
    WHERE g.owner = owners.owner AND {_VISIBLE} AND {_WANTED}
      AND ($8::date IS NULL OR (g.due, g.goal) > ($8::date, $9::text))
    ORDER BY g.due, g.goal
    LIMIT $7
) AS page
ORDER BY page.due, page.goal
"""  # noqa: S608 - the parts are constants of this module

GOALS_COUNT = f"""
SELECT g.owner AS parent, count(*) AS total
FROM goals.career_goals AS g
WHERE g.owner = ANY ($3::text[]) AND {_VISIBLE} AND {_WANTED}
GROUP BY g.owner
"""  # noqa: S608 - the parts are constants of this module

AT_RISK_OF = f"""
SELECT page.*
FROM unnest($3::text[]) AS team (manager)
CROSS JOIN LATERAL (
    SELECT team.manager AS parent, {_COLUMNS}
    FROM directory.managers AS member
    JOIN goals.career_goals AS g ON g.owner = member.person_id
    JOIN goals.goals_at_risk($4::date) AS risk ON risk.goal = g.goal
    WHERE member.manager_id = team.manager AND {_VISIBLE}
      AND ($6::date IS NULL OR (g.due, g.goal) > ($6::date, $7::text))
    ORDER BY g.due, g.goal
    LIMIT $5
) AS page
ORDER BY page.due, page.goal
"""  # noqa: S608 - the parts are constants of this module

AT_RISK_COUNT = f"""
SELECT member.manager_id AS parent, count(*) AS total
FROM directory.managers AS member
JOIN goals.career_goals AS g ON g.owner = member.person_id
JOIN goals.goals_at_risk($4::date) AS risk ON risk.goal = g.goal
WHERE member.manager_id = ANY ($3::text[]) AND {_VISIBLE}
GROUP BY member.manager_id
"""  # noqa: S608 - the parts are constants of this module

MILESTONES_OF = """
SELECT goal AS parent, milestone, title, added_on, completed_on
FROM goals.milestones WHERE goal = ANY ($1::text[])
ORDER BY added_on, milestone
"""

LINKED_SKILLS_OF = """
SELECT goal AS parent, skill, level, linked_on
FROM goals.linked_skills WHERE goal = ANY ($1::text[])
ORDER BY level DESC, skill
"""

CHECK_INS_OF = """
SELECT page.*
FROM unnest($1::text[]) AS goals (goal)
CROSS JOIN LATERAL (
    SELECT c.goal AS parent, c.number, c.confidence, c.blocked, c.note, c.checked_in_on
    FROM goals.check_ins AS c
    WHERE c.goal = goals.goal AND ($3::integer IS NULL OR c.number < $3)
    ORDER BY c.number DESC
    LIMIT $2
) AS page
ORDER BY page.number DESC
"""

CHECK_INS_COUNT = """
SELECT goal AS parent, count(*) AS total
FROM goals.check_ins WHERE goal = ANY ($1::text[]) GROUP BY goal
"""
