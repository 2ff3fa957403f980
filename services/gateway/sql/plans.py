"""Plan templates are everybody's; who has a plan is theirs, and of whoever reads their learning.

Of an activity that a plan asks for, an enrolment that was completed counts first, then the newest.
"""

TEMPLATES_BY_ID = """
SELECT x.plan, x.title, x.description, x.created_on, x.retired_on
FROM learning.plan_templates AS x WHERE x.plan = ANY ($1::text[])
"""

TEMPLATES = """
SELECT page.*
FROM unnest($1::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent, x.plan, x.title, x.description, x.created_on, x.retired_on
    FROM learning.plan_templates AS x
    WHERE ($2::boolean IS NULL OR (x.retired_on IS NOT NULL) = $2)
      AND ($4::text IS NULL OR (x.title, x.plan) > ($4::text, $5::text))
    ORDER BY x.title, x.plan
    LIMIT $3
) AS page
ORDER BY page.title, page.plan
"""

TEMPLATES_COUNT = """
SELECT parent, (SELECT count(*) FROM learning.plan_templates AS x
                WHERE $2::boolean IS NULL OR (x.retired_on IS NOT NULL) = $2) AS total
FROM unnest($1::text[]) AS parent
"""

ITEMS_OF = """
SELECT plan AS parent, number, activity, within_days
FROM learning.plan_items WHERE plan = ANY ($1::text[])
ORDER BY number
"""

_VISIBLE = """
($2::boolean OR x.person = $1::text
    OR EXISTS (SELECT FROM directory.managers AS led
               WHERE led.person_id = x.person AND led.manager_id = $1)
    OR EXISTS (SELECT FROM learning.profiles AS v
               WHERE v.person = x.person AND v.visibility = 'public'))
"""

ASSIGNED_TO = f"""
SELECT page.*
FROM unnest($3::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent, x.assignment_key, x.person, x.plan, x.assigned_by, x.starts_on,
        x.assigned_on
    FROM learning.plan_assignments AS x
    WHERE x.person = parents.parent AND {_VISIBLE}
      AND ($5::date IS NULL OR (x.starts_on, x.assignment_key) < ($5::date, $6::text))
    ORDER BY x.starts_on DESC, x.assignment_key DESC
    LIMIT $4
) AS page
ORDER BY page.starts_on DESC, page.assignment_key DESC
"""  # noqa: S608 - the parts are constants of this module

ASSIGNED_COUNT = f"""
SELECT x.person AS parent, count(*) AS total
FROM learning.plan_assignments AS x
WHERE x.person = ANY ($3::text[]) AND {_VISIBLE}
GROUP BY x.person
"""  # noqa: S608 - the parts are constants of this module

ASSIGNED_ITEMS_OF = """
SELECT a.assignment_key AS parent, i.number, i.activity, a.starts_on + i.within_days AS due_on,
    way.enrolment, way.status, way.completed_on
FROM learning.plan_assignments AS a
JOIN learning.plan_items AS i ON i.plan = a.plan
LEFT JOIN LATERAL (
    SELECT e.enrolment, e.status, e.completed_on
    FROM learning.enrolments AS e
    WHERE e.person = a.person AND e.activity = i.activity AND e.revoked_on IS NULL
    ORDER BY e.completed_on IS NULL, e.enrolment DESC
    LIMIT 1
) AS way ON true
WHERE a.assignment_key = ANY ($1::text[])
ORDER BY due_on, i.number
"""
