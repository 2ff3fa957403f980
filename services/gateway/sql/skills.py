"""The skill catalogue: the same for every viewer."""

_COLUMNS = """
s.skill_id, s.name, s.description, s.kind, s.esco_uri, s.synonyms, s.defined_on, s.retired_on,
s.onet_id, s.merged_into, s.merged_on, s.volatility
"""

_WANTED = """
($2::text IS NULL OR lower(skills.name) LIKE $2)
AND ($3::boolean IS NULL OR (skills.retired_on IS NOT NULL OR skills.merged_on IS NOT NULL) = $3)
AND ($4::text IS NULL OR skills.skill_id IN (
    SELECT under.skill_id FROM learning.skill_placements AS under WHERE under.parent_id = $4))
"""

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
      AND ($6::text IS NULL OR (lower(skills.name), skills.skill_id) > ($6::text, $7::text))
    ORDER BY lower(skills.name), skills.skill_id
    LIMIT $5
) AS s
LEFT JOIN learning.skill_placements AS p ON p.skill_id = s.skill_id
ORDER BY s.sort_name, s.skill_id
"""  # noqa: S608 - the parts are constants of this module

SKILLS_COUNT = f"""
SELECT parent, (SELECT count(*) FROM learning.skills WHERE {_WANTED}) AS total
FROM unnest($1::text[]) AS parent
"""  # noqa: S608 - the parts are constants of this module
