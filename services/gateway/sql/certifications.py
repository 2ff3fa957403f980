"""Certificates: one's own, one's reports', and of whoever shows their profile."""

_COLUMNS = """
x.certification, x.person, x.name, x.issuer, x.proof, x.status, x.earned_on, x.expires_on,
x.claimed_on, x.confirmed_on, x.confirmed_by, x.declined_on, x.revoked_on, x.reason,
x.renewal_earned_on, x.renewal_expires_on, x.renewal_proof, x.renewal_claimed_on, l.depth,
v.visibility IS NOT DISTINCT FROM 'public' AS public
"""

_BESIDE = """
LEFT JOIN directory.report_line AS l ON l.manager_id = $1::text AND l.person_id = x.person
LEFT JOIN learning.profiles AS v ON v.person = x.person
"""

_VISIBLE = "($2::boolean OR x.person = $1 OR l.depth = 1 OR v.visibility = 'public')"

_LED = """
($2::boolean OR EXISTS (SELECT FROM directory.managers AS led
    WHERE led.person_id = x.person AND led.manager_id = $1::text))
"""

_WAITING = """
(x.status = 'claimed'
    OR (x.status IN ('confirmed', 'expired') AND x.renewal_earned_on IS NOT NULL))
"""

_HR = "$2::boolean AND ($1::text IS NULL OR x.person <> $1)"

_EXPIRING = "x.status = 'confirmed' AND x.expires_on BETWEEN $4::date AND $5::date"

CERTIFICATIONS_BY_ID = f"""
SELECT {_COLUMNS}
FROM learning.certifications AS x {_BESIDE}
WHERE x.certification = ANY ($3::text[]) AND {_VISIBLE}
"""  # noqa: S608 - the parts are constants of this module

CERTIFICATIONS_OF = f"""
SELECT page.*
FROM unnest($3::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent, {_COLUMNS}
    FROM learning.certifications AS x {_BESIDE}
    WHERE x.person = parents.parent AND {_VISIBLE} AND ($4::text IS NULL OR x.status = $4)
      AND ($6::date IS NULL OR (x.earned_on, x.certification) < ($6::date, $7::text))
    ORDER BY x.earned_on DESC, x.certification DESC
    LIMIT $5
) AS page
ORDER BY page.earned_on DESC, page.certification DESC
"""  # noqa: S608 - the parts are constants of this module

CERTIFICATIONS_COUNT = f"""
SELECT x.person AS parent, count(*) AS total
FROM learning.certifications AS x {_BESIDE}
WHERE x.person = ANY ($3::text[]) AND {_VISIBLE} AND ($4::text IS NULL OR x.status = $4)
GROUP BY x.person
"""  # noqa: S608 - the parts are constants of this module

EXPIRING_OF = f"""
SELECT page.*
FROM unnest($3::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent, {_COLUMNS}
    FROM learning.certifications AS x {_BESIDE}
    WHERE x.person = parents.parent AND {_VISIBLE} AND {_EXPIRING}
      AND ($7::date IS NULL OR (x.expires_on, x.certification) > ($7::date, $8::text))
    ORDER BY x.expires_on, x.certification
    LIMIT $6
) AS page
ORDER BY page.expires_on, page.certification
"""  # noqa: S608 - the parts are constants of this module

EXPIRING_COUNT = f"""
SELECT x.person AS parent, count(*) AS total
FROM learning.certifications AS x {_BESIDE}
WHERE x.person = ANY ($3::text[]) AND {_VISIBLE} AND {_EXPIRING}
GROUP BY x.person
"""  # noqa: S608 - the parts are constants of this module

EXPIRING_IN_TEAM = f"""
SELECT page.*
FROM unnest($3::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent, {_COLUMNS}
    FROM directory.managers AS member
    JOIN learning.certifications AS x ON x.person = member.person_id {_BESIDE}
    WHERE member.manager_id = parents.parent AND {_LED} AND {_EXPIRING}
      AND ($7::date IS NULL OR (x.expires_on, x.certification) > ($7::date, $8::text))
    ORDER BY x.expires_on, x.certification
    LIMIT $6
) AS page
ORDER BY page.expires_on, page.certification
"""  # noqa: S608 - the parts are constants of this module

EXPIRING_IN_TEAM_COUNT = f"""
SELECT member.manager_id AS parent, count(*) AS total
FROM directory.managers AS member
JOIN learning.certifications AS x ON x.person = member.person_id
WHERE member.manager_id = ANY ($3::text[]) AND {_LED} AND {_EXPIRING}
GROUP BY member.manager_id
"""  # noqa: S608 - the parts are constants of this module

WAITING_IN_TEAM = f"""
SELECT page.*
FROM unnest($3::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent, coalesce(x.renewal_claimed_on, x.claimed_on) AS waiting_since,
        {_COLUMNS}
    FROM directory.managers AS member
    JOIN learning.certifications AS x ON x.person = member.person_id {_BESIDE}
    WHERE member.manager_id = parents.parent AND {_LED} AND {_WAITING}
      AND ($5::date IS NULL OR (coalesce(x.renewal_claimed_on, x.claimed_on), x.certification)
           > ($5::date, $6::text))
    ORDER BY coalesce(x.renewal_claimed_on, x.claimed_on), x.certification
    LIMIT $4
) AS page
ORDER BY page.waiting_since, page.certification
"""  # noqa: S608 - the parts are constants of this module

WAITING_IN_TEAM_COUNT = f"""
SELECT member.manager_id AS parent, count(*) AS total
FROM directory.managers AS member
JOIN learning.certifications AS x ON x.person = member.person_id
WHERE member.manager_id = ANY ($3::text[]) AND {_LED} AND {_WAITING}
GROUP BY member.manager_id
"""  # noqa: S608 - the parts are constants of this module

WAITING_UNLED = f"""
SELECT page.*
FROM unnest($3::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent, coalesce(x.renewal_claimed_on, x.claimed_on) AS waiting_since,
        {_COLUMNS}
    FROM directory.managers AS member
    JOIN learning.certifications AS x ON x.person = member.person_id {_BESIDE}
    WHERE member.manager_id IS NULL AND {_HR} AND {_WAITING}
      AND ($5::date IS NULL OR (coalesce(x.renewal_claimed_on, x.claimed_on), x.certification)
           > ($5::date, $6::text))
    ORDER BY coalesce(x.renewal_claimed_on, x.claimed_on), x.certification
    LIMIT $4
) AS page
ORDER BY page.waiting_since, page.certification
"""  # noqa: S608 - the parts are constants of this module

WAITING_UNLED_COUNT = f"""
SELECT parents.parent, count(*) AS total
FROM unnest($3::text[]) AS parents (parent)
CROSS JOIN directory.managers AS member
JOIN learning.certifications AS x ON x.person = member.person_id
WHERE member.manager_id IS NULL AND {_HR} AND {_WAITING}
GROUP BY parents.parent
"""  # noqa: S608 - the parts are constants of this module

SKILLS_OF = """
SELECT certification AS parent, skill, level
FROM learning.certification_skills WHERE certification = ANY ($1::text[])
ORDER BY level DESC, skill
"""
