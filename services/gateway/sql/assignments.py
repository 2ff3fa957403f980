"""Stretch assignments are everybody's to read; an application is its applicant's.

Besides the applicant, their direct manager, HR and whoever published the assignment read it.
"""

_COLUMNS = """
s.assignment, s.publisher, s.title, s.description, s.hours_a_week, s.starts_on, s.ends_on,
s.places, s.status, s.published_on, s.cancelled_on, s.cancel_reason
"""

_OPEN = """
s.status = 'open' AND s.ends_on >= $2::date
AND ($3::text IS NULL OR (s.publisher <> $3 AND NOT EXISTS (
    SELECT FROM goals.applications AS own
    WHERE own.assignment = s.assignment AND own.applicant = $3 AND own.status <> 'withdrawn')))
AND ($4::text IS NULL OR EXISTS (
    SELECT FROM goals.assignment_skills AS asked
    WHERE asked.assignment = s.assignment AND asked.skill = $4))
AND s.places > (
    SELECT count(*) FROM goals.applications AS taken
    WHERE taken.assignment = s.assignment
      AND taken.status IN ('accepted', 'completed', 'validated'))
"""

_APPLICATION = """
a.assignment, a.applicant, a.status, a.note, a.applied_on, a.waiting_since, a.reminded_on,
a.decided_on, a.accepted_on, a.outcome, a.learnt, a.completed_by, a.completed_on,
a.validated_on, a.ended_on
"""

_VISIBLE = """
($2::boolean OR a.applicant = $1::text
    OR EXISTS (SELECT FROM directory.managers AS line
               WHERE line.person_id = a.applicant AND line.manager_id = $1)
    OR EXISTS (SELECT FROM goals.assignments AS published
               WHERE published.assignment = a.assignment AND published.publisher = $1))
"""

ASSIGNMENTS_BY_ID = f"""
SELECT {_COLUMNS} FROM goals.assignments AS s WHERE s.assignment = ANY ($1::text[])
"""  # noqa: S608 - the parts are constants of this module

OPEN_ASSIGNMENTS = f"""
SELECT page.*
FROM unnest($1::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent, {_COLUMNS}
    FROM goals.assignments AS s
    WHERE {_OPEN} AND ($6::date IS NULL OR (s.ends_on, s.assignment) > ($6::date, $7::text))
    ORDER BY s.ends_on, s.assignment
    LIMIT $5
) AS page
ORDER BY page.ends_on, page.assignment
"""  # noqa: S608 - the parts are constants of this module

OPEN_ASSIGNMENTS_COUNT = f"""
SELECT parent, (SELECT count(*) FROM goals.assignments AS s WHERE {_OPEN}) AS total
FROM unnest($1::text[]) AS parent
"""  # noqa: S608 - the parts are constants of this module

ASKED_SKILLS_OF = """
SELECT assignment AS parent, skill, level
FROM goals.assignment_skills WHERE assignment = ANY ($1::text[])
ORDER BY level DESC, skill
"""

APPLICATIONS_OF = f"""
SELECT page.*
FROM unnest($3::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent, {_APPLICATION}
    FROM goals.applications AS a
    WHERE a.assignment = parents.parent AND {_VISIBLE}
      AND ($4::text IS NULL OR a.status = $4)
      AND ($6::date IS NULL OR (a.applied_on, a.applicant) > ($6::date, $7::text))
    ORDER BY a.applied_on, a.applicant
    LIMIT $5
) AS page
ORDER BY page.applied_on, page.applicant
"""  # noqa: S608 - the parts are constants of this module

APPLICATIONS_COUNT = f"""
SELECT a.assignment AS parent, count(*) AS total
FROM goals.applications AS a
WHERE a.assignment = ANY ($3::text[]) AND {_VISIBLE} AND ($4::text IS NULL OR a.status = $4)
GROUP BY a.assignment
"""  # noqa: S608 - the parts are constants of this module

HISTORY_OF = f"""
SELECT page.*
FROM unnest($3::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent, {_APPLICATION}
    FROM goals.applications AS a
    WHERE a.applicant = parents.parent AND {_VISIBLE}
      AND ($5::date IS NULL OR (a.applied_on, a.assignment) < ($5::date, $6::text))
    ORDER BY a.applied_on DESC, a.assignment DESC
    LIMIT $4
) AS page
ORDER BY page.applied_on DESC, page.assignment DESC
"""  # noqa: S608 - the parts are constants of this module

HISTORY_COUNT = f"""
SELECT a.applicant AS parent, count(*) AS total
FROM goals.applications AS a
WHERE a.applicant = ANY ($3::text[]) AND {_VISIBLE}
GROUP BY a.applicant
"""  # noqa: S608 - the parts are constants of this module
