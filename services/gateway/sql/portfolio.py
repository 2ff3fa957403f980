"""Portfolios: one's own, those of people below oneself, and public ones; HR reads all."""

_VISIBLE = """
($2::boolean OR x.person = $1::text
    OR EXISTS (SELECT FROM directory.report_line AS l
               WHERE l.manager_id = $1 AND l.person_id = x.person)
    OR EXISTS (SELECT FROM learning.profiles AS v
               WHERE v.person = x.person AND v.visibility = 'public'))
"""

_CONTRIBUTION = """
x.contribution_key, x.person, x.contribution, x.kind, x.title, x.link, x.skills, x.published_on,
x.featured, x.endorsements
"""

PROFILES_OF = """
SELECT parent, v.visibility, v.changed_on
FROM unnest($1::text[]) AS parent
LEFT JOIN learning.profiles AS v ON v.person = parent
"""

CONTRIBUTIONS_OF = f"""
SELECT page.*
FROM unnest($3::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent, {_CONTRIBUTION}
    FROM learning.contributions AS x
    WHERE x.person = parents.parent AND {_VISIBLE} AND ($4::boolean IS NULL OR x.featured = $4)
      AND ($6::date IS NULL OR (x.published_on, x.contribution) < ($6::date, $7::text))
    ORDER BY x.published_on DESC, x.contribution DESC
    LIMIT $5
) AS page
ORDER BY page.published_on DESC, page.contribution DESC
"""  # noqa: S608 - the parts are constants of this module

CONTRIBUTIONS_COUNT = f"""
SELECT x.person AS parent, count(*) AS total
FROM learning.contributions AS x
WHERE x.person = ANY ($3::text[]) AND {_VISIBLE} AND ($4::boolean IS NULL OR x.featured = $4)
GROUP BY x.person
"""  # noqa: S608 - the parts are constants of this module

ENDORSEMENTS_OF = """
SELECT page.*
FROM unnest($1::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent, e.endorser, e.endorsed_on
    FROM learning.endorsements AS e
    WHERE e.person = split_part(parents.parent, '/', 1)
      AND e.contribution = split_part(parents.parent, '/', 2)
      AND ($3::date IS NULL OR (e.endorsed_on, e.endorser) < ($3::date, $4::text))
    ORDER BY e.endorsed_on DESC, e.endorser DESC
    LIMIT $2
) AS page
ORDER BY page.endorsed_on DESC, page.endorser DESC
"""

ENDORSEMENTS_COUNT = """
SELECT parents.parent, count(*) AS total
FROM unnest($1::text[]) AS parents (parent)
JOIN learning.endorsements AS e
  ON e.person = split_part(parents.parent, '/', 1)
  AND e.contribution = split_part(parents.parent, '/', 2)
GROUP BY parents.parent
"""

BADGES_OF = f"""
SELECT page.*
FROM unnest($3::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent, x.badge, x.person, x.skill, x.name, x.reason, x.issued_by, x.issued_on
    FROM learning.badges AS x
    WHERE x.person = parents.parent AND x.revoked_on IS NULL AND {_VISIBLE}
      AND ($5::date IS NULL OR (x.issued_on, x.badge) < ($5::date, $6::text))
    ORDER BY x.issued_on DESC, x.badge DESC
    LIMIT $4
) AS page
ORDER BY page.issued_on DESC, page.badge DESC
"""  # noqa: S608 - the parts are constants of this module

BADGES_COUNT = f"""
SELECT x.person AS parent, count(*) AS total
FROM learning.badges AS x
WHERE x.person = ANY ($3::text[]) AND x.revoked_on IS NULL AND {_VISIBLE}
GROUP BY x.person
"""  # noqa: S608 - the parts are constants of this module
