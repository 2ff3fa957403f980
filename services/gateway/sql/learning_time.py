"""Time spent on learning, week by week, against the budget that was in force at the week's end.

A person's own budget goes before that of the team, which is the one of their manager's reports.
Weeks begin on Monday, as in ISO 8601.
"""

_MINUTES = """
SELECT coalesce(sum(t.minutes), 0)::integer AS minutes
FROM learning.learning_time AS t
WHERE t.person = who.person AND t.day BETWEEN week.starts_on AND week.starts_on + 6
"""

_BUDGET = """
SELECT b.minutes_a_week
FROM learning.time_budgets AS b
WHERE b.set_on <= week.starts_on + 6
  AND ((b.scope = 'person' AND b.subject = who.person)
       OR (b.scope = 'team' AND b.subject = who.manager))
ORDER BY b.scope, b.set_on DESC, b.number DESC
LIMIT 1
"""

WEEKS_OF = f"""
SELECT who.person AS parent, week.starts_on, spent.minutes, budget.minutes_a_week AS budget
FROM (
    SELECT parent AS person, m.manager_id AS manager
    FROM unnest($1::text[]) AS parent
    LEFT JOIN directory.managers AS m ON m.person_id = parent
) AS who
CROSS JOIN unnest($2::date[]) AS week (starts_on)
CROSS JOIN LATERAL ({_MINUTES}) AS spent
LEFT JOIN LATERAL ({_BUDGET}) AS budget ON true
ORDER BY week.starts_on
"""  # noqa: S608 - the parts are constants of this module

TEAM_WEEKS_OF = f"""
SELECT who.manager AS parent, week.starts_on, sum(spent.minutes)::integer AS minutes,
    sum(budget.minutes_a_week)::integer AS budget
FROM (
    SELECT m.person_id AS person, m.manager_id AS manager
    FROM directory.managers AS m WHERE m.manager_id = ANY ($1::text[])
) AS who
CROSS JOIN unnest($2::date[]) AS week (starts_on)
CROSS JOIN LATERAL ({_MINUTES}) AS spent
LEFT JOIN LATERAL ({_BUDGET}) AS budget ON true
GROUP BY who.manager, week.starts_on
ORDER BY week.starts_on
"""  # noqa: S608 - the parts are constants of this module
