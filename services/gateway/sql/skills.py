"""The skill catalogue: the same for every viewer."""

_COLUMNS = """
s.skill_id, s.name, s.description, s.kind, s.esco_uri, s.synonyms, s.defined_on, s.retired_on,
s.onet_id, s.merged_into, s.merged_on, s.volatility
"""
_OUT_OF_USE = "(skills.retired_on IS NOT NULL OR skills.merged_on IS NOT NULL)"

_WANTED = f"""
($2::boolean IS NULL OR {_OUT_OF_USE} = $2)
AND ($3::text IS NULL OR skills.skill_id IN (
    SELECT under.skill_id FROM learning.skill_placements AS under WHERE under.parent_id = $3))
"""  # noqa: S608 - the parts are constants of this module

SKILLS_BY_ID = f"""
SELECT {_COLUMNS}, p.parent_id
FROM learning.skills AS s
LEFT JOIN learning.skill_placements AS p ON p.skill_id = s.skill_id
WHERE s.skill_id = ANY ($1::text[])
"""  # noqa: S608 - the parts are constants of this module

SKILLS = f"""
SELECT parent, s.sort_name, {_COLUMNS}, p.parent_id
FROM unnest($1::text[]) AS parent
CROSS JOIN LATERAL (
    SELECT skills.*, lower(skills.name) AS sort_name
    FROM learning.skills
    WHERE {_WANTED}
      AND ($5::text IS NULL OR (lower(skills.name), skills.skill_id) > ($5::text, $6::text))
    ORDER BY lower(skills.name), skills.skill_id
    LIMIT $4
) AS s
LEFT JOIN learning.skill_placements AS p ON p.skill_id = s.skill_id
ORDER BY s.sort_name, s.skill_id
"""  # noqa: S608 - the parts are constants of this module

SKILLS_COUNT = f"""
SELECT parent, (SELECT count(*) FROM learning.skills WHERE {_WANTED}) AS total
FROM unnest($1::text[]) AS parent
"""  # noqa: S608 - the parts are constants of this module

_FOUND = f"""
FROM learning.search_skills($4::text, 1000) AS hit
JOIN learning.skills ON skills.skill_id = hit.skill_id
WHERE {_WANTED}
"""

FOUND = f"""
SELECT parent, s.grade, s.distance, s.sort_name, {_COLUMNS}, p.parent_id
FROM unnest($1::text[]) AS parent
CROSS JOIN LATERAL (
    SELECT skills.*, hit.grade, hit.distance, hit.sort_name {_FOUND}
      AND ($6::integer IS NULL OR (hit.grade, hit.distance, hit.sort_name, hit.skill_id)
           > ($6::integer, $7::double precision, $8::text, $9::text))
    ORDER BY hit.grade, hit.distance, hit.sort_name, hit.skill_id
    LIMIT $5
) AS s
LEFT JOIN learning.skill_placements AS p ON p.skill_id = s.skill_id
ORDER BY s.grade, s.distance, s.sort_name, s.skill_id
"""  # noqa: S608 - the parts are constants of this module

FOUND_COUNT = f"""
SELECT parent, (SELECT count(*) {_FOUND}) AS total FROM unnest($1::text[]) AS parent
"""  # noqa: S608 - the parts are constants of this module

NARROWER_OF = f"""
SELECT parent, s.sort_name, {_COLUMNS}, parent AS parent_id
FROM unnest($1::text[]) AS parent
CROSS JOIN LATERAL (
    SELECT skills.*, lower(skills.name) AS sort_name
    FROM learning.skill_placements AS under
    JOIN learning.skills ON skills.skill_id = under.skill_id
    WHERE under.parent_id = parent AND NOT {_OUT_OF_USE}
      AND ($3::text IS NULL OR (lower(skills.name), skills.skill_id) > ($3::text, $4::text))
    ORDER BY lower(skills.name), skills.skill_id
    LIMIT $2
) AS s
ORDER BY s.sort_name, s.skill_id
"""  # noqa: S608 - the parts are constants of this module

NARROWER_COUNT = f"""
SELECT under.parent_id AS parent, count(*) AS total
FROM learning.skill_placements AS under
JOIN learning.skills ON skills.skill_id = under.skill_id
WHERE under.parent_id = ANY ($1::text[]) AND NOT {_OUT_OF_USE}
GROUP BY under.parent_id
"""  # noqa: S608 - the parts are constants of this module
