"""People of the directory. ``depth`` says how far below the viewer somebody reports."""

_COLUMNS = """
p.person_id, p.name, p.mail, p.title, p.department, p.role_id, p.time_zone, p.languages,
p.active, p.hired_on, p.deactivated_on, m.manager_id, l.depth,
v.visibility IS NOT DISTINCT FROM 'public' AS public
"""

_WANTED = """
($2::text IS NULL OR lower(people.name) LIKE $2)
AND ($3::text IS NULL OR people.department = $3)
AND ($4::text IS NULL OR people.role_id = $4)
AND ($5::boolean IS NULL OR people.active = $5)
AND ($6::text IS NULL OR people.person_id IN (
    SELECT below.person_id FROM directory.report_line AS below WHERE below.manager_id = $6))
"""

ACTIVE = """
SELECT person_id FROM directory.people WHERE active AND person_id = ANY ($1::text[])
"""

DEPTHS = """
SELECT person_id, depth FROM directory.report_line
WHERE manager_id = $1 AND person_id = ANY ($2::text[])
"""

PEOPLE_BY_ID = f"""
SELECT {_COLUMNS}
FROM directory.people AS p
LEFT JOIN directory.managers AS m ON m.person_id = p.person_id
LEFT JOIN directory.report_line AS l ON l.manager_id = $2 AND l.person_id = p.person_id
LEFT JOIN learning.profiles AS v ON v.person = p.person_id
WHERE p.person_id = ANY ($1::text[])
"""  # noqa: S608 - the parts are constants of this module

PEOPLE = f"""
SELECT parent, p.sort_name, {_COLUMNS}
FROM unnest($1::text[]) AS parent
CROSS JOIN LATERAL (
    SELECT people.*, lower(people.name) AS sort_name
    FROM directory.people
    WHERE {_WANTED}
      AND ($8::text IS NULL OR (lower(people.name), people.person_id) > ($8::text, $9::text))
    ORDER BY lower(people.name), people.person_id
    LIMIT $7
) AS p
LEFT JOIN directory.managers AS m ON m.person_id = p.person_id
LEFT JOIN directory.report_line AS l ON l.manager_id = $10 AND l.person_id = p.person_id
LEFT JOIN learning.profiles AS v ON v.person = p.person_id
ORDER BY p.sort_name, p.person_id
"""  # noqa: S608 - the parts are constants of this module

PEOPLE_COUNT = f"""
SELECT parent, (SELECT count(*) FROM directory.people WHERE {_WANTED}) AS total
FROM unnest($1::text[]) AS parent
"""  # noqa: S608 - the parts are constants of this module

REPORTS_OF = f"""
SELECT parent, p.sort_name, {_COLUMNS}
FROM unnest($1::text[]) AS parent
CROSS JOIN LATERAL (
    SELECT people.*, lower(people.name) AS sort_name
    FROM directory.managers AS line
    JOIN directory.people ON people.person_id = line.person_id
    WHERE line.manager_id = parent
      AND ($3::text IS NULL OR (lower(people.name), people.person_id) > ($3::text, $4::text))
    ORDER BY lower(people.name), people.person_id
    LIMIT $2
) AS p
LEFT JOIN directory.managers AS m ON m.person_id = p.person_id
LEFT JOIN directory.report_line AS l ON l.manager_id = $5 AND l.person_id = p.person_id
LEFT JOIN learning.profiles AS v ON v.person = p.person_id
ORDER BY p.sort_name, p.person_id
"""  # noqa: S608 - the parts are constants of this module

REPORTS_COUNT = """
SELECT line.manager_id AS parent, count(*) AS total
FROM directory.managers AS line
JOIN directory.people ON people.person_id = line.person_id
WHERE line.manager_id = ANY ($1::text[])
GROUP BY line.manager_id
"""

DEPARTMENTS = """
SELECT parent, d.department, d.active_people
FROM unnest($1::text[]) AS parent
CROSS JOIN LATERAL (
    SELECT departments.department, departments.active_people
    FROM directory.departments
    WHERE $3::text IS NULL OR departments.department > $3
    ORDER BY departments.department
    LIMIT $2
) AS d
ORDER BY d.department
"""

DEPARTMENTS_COUNT = """
SELECT parent, (SELECT count(*) FROM directory.departments) AS total
FROM unnest($1::text[]) AS parent
"""
