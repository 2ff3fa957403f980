"""Tests, prior learning, contests and self-assessments: oneself, the direct manager and HR."""

_VISIBLE = """
($2::boolean OR x.person = $1::text OR EXISTS (SELECT FROM directory.managers AS led
    WHERE led.person_id = x.person AND led.manager_id = $1))
"""

_LED = """
($2::boolean OR EXISTS (SELECT FROM directory.managers AS led
    WHERE led.person_id = x.person AND led.manager_id = $1::text))
"""

_HR = "$2::boolean AND ($1::text IS NULL OR x.person <> $1)"

_RESULT = """
x.item, x.result, x.person, x.skill, x.test, x.level, x.taken_on, x.recorded_on, x.revoked_on
"""

_PRIOR = """
x.item, x.claim, x.person, x.skill, x.kind, x.level, x.score, x.status, x.earned_on, x.expires_on,
x.proof,
x.submitted_on, x.decided_on, x.revoked_on, x.reason
"""

_CONTEST = """
x.contest_key, x.contest, x.person, x.skill, x.reason, x.status, x.answer,
x.contested_on, x.decided_on
"""

TEST_RESULTS_OF = f"""
SELECT page.*
FROM unnest($3::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent, {_RESULT}
    FROM learning.test_results AS x
    WHERE x.person = parents.parent AND {_VISIBLE}
      AND ($5::date IS NULL OR (x.taken_on, x.item) < ($5::date, $6::text))
    ORDER BY x.taken_on DESC, x.item DESC
    LIMIT $4
) AS page
ORDER BY page.taken_on DESC, page.item DESC
"""  # noqa: S608 - the parts are constants of this module

TEST_RESULTS_COUNT = f"""
SELECT x.person AS parent, count(*) AS total
FROM learning.test_results AS x
WHERE x.person = ANY ($3::text[]) AND {_VISIBLE}
GROUP BY x.person
"""  # noqa: S608 - the parts are constants of this module

PRIOR_LEARNING_OF = f"""
SELECT page.*
FROM unnest($3::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent, {_PRIOR}
    FROM learning.prior_learning AS x
    WHERE x.person = parents.parent AND {_VISIBLE}
      AND ($5::date IS NULL OR (x.submitted_on, x.item) < ($5::date, $6::text))
    ORDER BY x.submitted_on DESC, x.item DESC
    LIMIT $4
) AS page
ORDER BY page.submitted_on DESC, page.item DESC
"""  # noqa: S608 - the parts are constants of this module

PRIOR_LEARNING_COUNT = f"""
SELECT x.person AS parent, count(*) AS total
FROM learning.prior_learning AS x
WHERE x.person = ANY ($3::text[]) AND {_VISIBLE}
GROUP BY x.person
"""  # noqa: S608 - the parts are constants of this module

PRIOR_LEARNING_WAITING = f"""
SELECT page.*
FROM unnest($3::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent, {_PRIOR}
    FROM directory.managers AS member
    JOIN learning.prior_learning AS x ON x.person = member.person_id
    WHERE member.manager_id = parents.parent AND x.status = 'submitted' AND {_LED}
      AND ($5::date IS NULL OR (x.submitted_on, x.item) > ($5::date, $6::text))
    ORDER BY x.submitted_on, x.item
    LIMIT $4
) AS page
ORDER BY page.submitted_on, page.item
"""  # noqa: S608 - the parts are constants of this module

PRIOR_LEARNING_WAITING_COUNT = f"""
SELECT member.manager_id AS parent, count(*) AS total
FROM directory.managers AS member
JOIN learning.prior_learning AS x ON x.person = member.person_id
WHERE member.manager_id = ANY ($3::text[]) AND x.status = 'submitted' AND {_LED}
GROUP BY member.manager_id
"""  # noqa: S608 - the parts are constants of this module

CONTESTS_OF = f"""
SELECT page.*
FROM unnest($3::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent, {_CONTEST}
    FROM learning.contests AS x
    WHERE x.person = parents.parent AND {_VISIBLE}
      AND ($5::date IS NULL OR (x.contested_on, x.contest_key) < ($5::date, $6::text))
    ORDER BY x.contested_on DESC, x.contest_key DESC
    LIMIT $4
) AS page
ORDER BY page.contested_on DESC, page.contest_key DESC
"""  # noqa: S608 - the parts are constants of this module

CONTESTS_COUNT = f"""
SELECT x.person AS parent, count(*) AS total
FROM learning.contests AS x
WHERE x.person = ANY ($3::text[]) AND {_VISIBLE}
GROUP BY x.person
"""  # noqa: S608 - the parts are constants of this module

CONTESTS_IN_TEAM = f"""
SELECT page.*
FROM unnest($3::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent, {_CONTEST}
    FROM directory.managers AS member
    JOIN learning.contests AS x ON x.person = member.person_id
    WHERE member.manager_id = parents.parent AND x.status = 'open' AND {_LED}
      AND ($5::date IS NULL OR (x.contested_on, x.contest_key) > ($5::date, $6::text))
    ORDER BY x.contested_on, x.contest_key
    LIMIT $4
) AS page
ORDER BY page.contested_on, page.contest_key
"""  # noqa: S608 - the parts are constants of this module

CONTESTS_IN_TEAM_COUNT = f"""
SELECT member.manager_id AS parent, count(*) AS total
FROM directory.managers AS member
JOIN learning.contests AS x ON x.person = member.person_id
WHERE member.manager_id = ANY ($3::text[]) AND x.status = 'open' AND {_LED}
GROUP BY member.manager_id
"""  # noqa: S608 - the parts are constants of this module

PRIOR_LEARNING_UNLED = f"""
SELECT page.*
FROM unnest($3::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent, {_PRIOR}
    FROM directory.managers AS member
    JOIN learning.prior_learning AS x ON x.person = member.person_id
    WHERE member.manager_id IS NULL AND x.status = 'submitted' AND {_HR}
      AND ($5::date IS NULL OR (x.submitted_on, x.item) > ($5::date, $6::text))
    ORDER BY x.submitted_on, x.item
    LIMIT $4
) AS page
ORDER BY page.submitted_on, page.item
"""  # noqa: S608 - the parts are constants of this module

PRIOR_LEARNING_UNLED_COUNT = f"""
SELECT parents.parent, count(*) AS total
FROM unnest($3::text[]) AS parents (parent)
CROSS JOIN directory.managers AS member
JOIN learning.prior_learning AS x ON x.person = member.person_id
WHERE member.manager_id IS NULL AND x.status = 'submitted' AND {_HR}
GROUP BY parents.parent
"""  # noqa: S608 - the parts are constants of this module

OPEN_CONTESTS = f"""
SELECT page.*
FROM unnest($3::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent, {_CONTEST}
    FROM learning.contests AS x
    WHERE x.status = 'open' AND {_HR}
      AND ($5::date IS NULL OR (x.contested_on, x.contest_key) > ($5::date, $6::text))
    ORDER BY x.contested_on, x.contest_key
    LIMIT $4
) AS page
ORDER BY page.contested_on, page.contest_key
"""  # noqa: S608 - the parts are constants of this module

OPEN_CONTESTS_COUNT = f"""
SELECT parents.parent, count(*) AS total
FROM unnest($3::text[]) AS parents (parent)
CROSS JOIN learning.contests AS x
WHERE x.status = 'open' AND {_HR}
GROUP BY parents.parent
"""  # noqa: S608 - the parts are constants of this module

SELF_ASSESSMENTS_OF = f"""
SELECT newest.person AS parent, newest.skill, newest.level, newest.assessed_on
FROM (
    SELECT DISTINCT ON (x.person, x.skill) x.person, x.skill, x.level, x.assessed_on
    FROM (
        SELECT e.person_id AS person, e.skill_id AS skill, e.value::integer AS level,
            e.occurred_on AS assessed_on, e.evidence_id
        FROM learning.evidence AS e
        WHERE e.person_id = ANY ($3::text[]) AND e.kind = 'self_assessment'
          AND e.revoked_on IS NULL
    ) AS x
    WHERE {_VISIBLE}
    ORDER BY x.person, x.skill, x.assessed_on DESC, x.evidence_id DESC
) AS newest
ORDER BY newest.assessed_on DESC, newest.skill
"""  # noqa: S608 - the parts are constants of this module
