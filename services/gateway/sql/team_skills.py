"""A team's matrix: everyone in it by every skill that their roles require or they have shown.

A requirement on a merged skill means what the skill was merged into; of two, the higher holds.
"""

MATRIX_OF = """
WITH member AS (
    SELECT m.manager_id AS team, p.person_id, p.name, p.role_id
    FROM directory.managers AS m
    JOIN directory.people AS p ON p.person_id = m.person_id
    WHERE m.manager_id = ANY ($3::text[]) AND ($2::boolean OR m.manager_id = $1::text)
), required AS (
    SELECT r.role, coalesce(root.root_id, r.skill) AS skill, max(r.level) AS level,
        max(r.importance) AS importance
    FROM goals.requirements_as_of($4::date) AS r
    LEFT JOIN learning.skill_roots AS root ON root.skill_id = r.skill
    WHERE r.role IN (SELECT member.role_id FROM member)
    GROUP BY r.role, coalesce(root.root_id, r.skill)
), wanted AS (
    SELECT member.team, member.person_id, required.skill, required.level, required.importance
    FROM member JOIN required ON required.role = member.role_id
), shown AS (
    SELECT member.team, x.person_id, x.skill_id AS skill, x.level, x.status, x.mastery,
        x.confidence
    FROM member JOIN learning.mastery AS x ON x.person_id = member.person_id
), column_of AS (
    SELECT wanted.team, wanted.skill FROM wanted
    UNION
    SELECT shown.team, shown.skill FROM shown
)
SELECT member.team AS parent, member.person_id, column_of.skill, shown.level, shown.status,
    shown.mastery, shown.confidence, wanted.level AS required, wanted.importance
FROM member
LEFT JOIN column_of ON column_of.team = member.team
LEFT JOIN wanted ON wanted.person_id = member.person_id AND wanted.skill = column_of.skill
LEFT JOIN shown ON shown.person_id = member.person_id AND shown.skill = column_of.skill
ORDER BY lower(member.name), member.person_id, column_of.skill
"""
