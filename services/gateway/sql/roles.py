"""Roles with what they require: the same for every viewer."""

_COLUMNS = "r.role, r.title, r.family, r.rung, r.esco_uri, r.status, r.defined_on, r.retired_on"

_WANTED = """
($2::text IS NULL OR lower(r.title) LIKE $2)
AND ($3::text IS NULL OR r.family = $3)
AND ($4::boolean IS NULL OR (r.retired_on IS NOT NULL) = $4)
"""

ROLES_BY_ID = f"""
SELECT {_COLUMNS} FROM goals.roles AS r WHERE r.role = ANY ($1::text[])
"""  # noqa: S608 - the parts are constants of this module

ROLES = f"""
SELECT page.*
FROM unnest($1::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent, {_COLUMNS}
    FROM goals.roles AS r
    WHERE {_WANTED} AND ($6::text IS NULL OR (r.title, r.role) > ($6::text, $7::text))
    ORDER BY r.title, r.role
    LIMIT $5
) AS page
ORDER BY page.title, page.role
"""  # noqa: S608 - the parts are constants of this module

ROLES_COUNT = f"""
SELECT parent, (SELECT count(*) FROM goals.roles AS r WHERE {_WANTED}) AS total
FROM unnest($1::text[]) AS parent
"""  # noqa: S608 - the parts are constants of this module

REQUIREMENTS_OF = """
SELECT r.role AS parent, r.skill, r.level, r.importance, r.valid_from
FROM goals.requirements_as_of($2::date) AS r
WHERE r.role = ANY ($1::text[])
ORDER BY r.importance DESC, r.level DESC, r.skill
"""
