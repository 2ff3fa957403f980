"""The catalogue of learning, its dated occurrences and plan templates: everybody's to read."""

_COLUMNS = """
x.activity, x.title, x.description, x.kind, x.minutes, x.assessor, x.link, x.status,
x.published_on, x.retired_on
"""

_WANTED = """
($2::text IS NULL OR lower(x.title) LIKE $2)
AND ($3::text IS NULL OR x.kind = $3)
AND (($4::text IS NULL AND $5::integer IS NULL) OR EXISTS (
    SELECT FROM learning.activity_skills AS teaches
    WHERE teaches.activity = x.activity
      AND ($4 IS NULL OR teaches.skill = $4)
      AND ($5 IS NULL OR teaches.level >= $5)))
AND ($6::boolean IS NULL OR (x.retired_on IS NOT NULL) = $6)
"""

ACTIVITIES_BY_ID = f"""
SELECT {_COLUMNS} FROM learning.activities AS x WHERE x.activity = ANY ($1::text[])
"""  # noqa: S608 - the parts are constants of this module

ACTIVITIES = f"""
SELECT page.*
FROM unnest($1::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent, {_COLUMNS}
    FROM learning.activities AS x
    WHERE {_WANTED}
      AND ($8::text IS NULL OR (x.title, x.activity) > ($8::text, $9::text))
    ORDER BY x.title, x.activity
    LIMIT $7
) AS page
ORDER BY page.title, page.activity
"""  # noqa: S608 - the parts are constants of this module

ACTIVITIES_COUNT = f"""
SELECT parent, (SELECT count(*) FROM learning.activities AS x WHERE {_WANTED}) AS total
FROM unnest($1::text[]) AS parent
"""  # noqa: S608 - the parts are constants of this module

SKILLS_OF = """
SELECT activity AS parent, skill, level
FROM learning.activity_skills WHERE activity = ANY ($1::text[])
ORDER BY level DESC, skill
"""

OCCURRENCES_OF = """
SELECT page.*
FROM unnest($1::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent, o.occurrence, o.day, o.seats, o.place, o.status, o.taken, o.waiting
    FROM learning.occurrences AS o
    WHERE o.activity = parents.parent AND ($2::date IS NULL OR o.day >= $2)
      AND ($4::date IS NULL OR (o.day, o.occurrence) > ($4::date, $5::text))
    ORDER BY o.day, o.occurrence
    LIMIT $3
) AS page
ORDER BY page.day, page.occurrence
"""

OCCURRENCES_COUNT = """
SELECT o.activity AS parent, count(*) AS total
FROM learning.occurrences AS o
WHERE o.activity = ANY ($1::text[]) AND ($2::date IS NULL OR o.day >= $2)
GROUP BY o.activity
"""
