"""What people learn: their own, their reports', and of whoever shows their profile.

Whom an activity names as its assessor reads which completions they have to score, and no more.
"""

_COLUMNS = """
x.enrolment, x.person, x.activity, x.occurrence, x.day, x.kind, x.status, x.assessed,
x.minutes_planned, x.minutes_spent, x.planned_on, x.planned_for, x.enrolled_on, x.started_on,
x.completed_on, x.score, x.scored_on, x.revoked_on, x.ended_on, l.depth,
v.visibility IS NOT DISTINCT FROM 'public' AS public
"""

_BESIDE = """
LEFT JOIN directory.report_line AS l ON l.manager_id = $1::text AND l.person_id = x.person
LEFT JOIN learning.profiles AS v ON v.person = x.person
"""

_VISIBLE = "($2::boolean OR x.person = $1 OR l.depth = 1 OR v.visibility = 'public')"

_WANTED = "($4::text IS NULL OR x.status = $4) AND ($5::text IS NULL OR x.activity = $5)"

_TO_SCORE = """
x.status = 'completed' AND x.assessed AND x.score IS NULL AND x.revoked_on IS NULL
AND x.person <> x.assessor
"""

ENROLMENTS_BY_ID = f"""
SELECT {_COLUMNS}
FROM learning.enrolments AS x {_BESIDE}
WHERE x.enrolment = ANY ($3::text[]) AND {_VISIBLE}
"""  # noqa: S608 - the parts are constants of this module

ENROLMENTS_OF = f"""
SELECT page.*
FROM unnest($3::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent, {_COLUMNS}
    FROM learning.enrolments AS x {_BESIDE}
    WHERE x.person = parents.parent AND {_VISIBLE} AND {_WANTED}
      AND ($7::text IS NULL OR x.enrolment < $7)
    ORDER BY x.enrolment DESC
    LIMIT $6
) AS page
ORDER BY page.enrolment DESC
"""  # noqa: S608 - the parts are constants of this module

ENROLMENTS_COUNT = f"""
SELECT x.person AS parent, count(*) AS total
FROM learning.enrolments AS x {_BESIDE}
WHERE x.person = ANY ($3::text[]) AND {_VISIBLE} AND {_WANTED}
GROUP BY x.person
"""  # noqa: S608 - the parts are constants of this module

TO_SCORE_OF = f"""
SELECT page.*
FROM unnest($3::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent, {_COLUMNS}
    FROM learning.enrolments AS x {_BESIDE}
    WHERE x.assessor = parents.parent AND {_TO_SCORE} AND ($2::boolean OR x.assessor = $1)
      AND ($5::date IS NULL OR (x.completed_on, x.enrolment) > ($5::date, $6::text))
    ORDER BY x.completed_on, x.enrolment
    LIMIT $4
) AS page
ORDER BY page.completed_on, page.enrolment
"""  # noqa: S608 - the parts are constants of this module

TO_SCORE_COUNT = f"""
SELECT x.assessor AS parent, count(*) AS total
FROM learning.enrolments AS x
WHERE x.assessor = ANY ($3::text[]) AND {_TO_SCORE} AND ($2::boolean OR x.assessor = $1::text)
GROUP BY x.assessor
"""  # noqa: S608 - the parts are constants of this module
