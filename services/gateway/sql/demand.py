"""What the market asks for: the same for every viewer."""

SNAPSHOTS = """
SELECT parent, s.snapshot_key, s.source, s.taken_on, s.rows_total, s.imported_on
FROM unnest($1::text[]) AS parent
CROSS JOIN LATERAL (
    SELECT demand_snapshots.*
    FROM goals.demand_snapshots
    WHERE ($2::text IS NULL OR source = $2)
      AND ($4::date IS NULL OR taken_on < $4 OR (taken_on = $4 AND source > $5::text))
    ORDER BY taken_on DESC, source
    LIMIT $3
) AS s
ORDER BY s.taken_on DESC, s.source
"""

SNAPSHOTS_COUNT = """
SELECT parent, (SELECT count(*) FROM goals.demand_snapshots
                WHERE $2::text IS NULL OR source = $2) AS total
FROM unnest($1::text[]) AS parent
"""

ROWS_OF = """
SELECT parent, d.skill, d.index
FROM unnest($1::text[]) AS parent
JOIN goals.demand_snapshots AS s ON s.snapshot_key = parent
CROSS JOIN LATERAL (
    SELECT demand_rows.skill, demand_rows.index
    FROM goals.demand_rows
    WHERE demand_rows.source = s.source AND demand_rows.taken_on = s.taken_on
      AND ($3::float8 IS NULL OR demand_rows.index < $3
           OR (demand_rows.index = $3 AND demand_rows.skill > $4::text))
    ORDER BY demand_rows.index DESC, demand_rows.skill
    LIMIT $2
) AS d
ORDER BY d.index DESC, d.skill
"""

ROWS_COUNT = """
SELECT snapshot_key AS parent, rows_total AS total
FROM goals.demand_snapshots WHERE snapshot_key = ANY ($1::text[])
"""

OBSOLETE = """
SELECT parent, o.skill, o.declared_on
FROM unnest($1::text[]) AS parent
CROSS JOIN LATERAL (
    SELECT obsolete_skills.skill, obsolete_skills.declared_on
    FROM goals.obsolete_skills
    WHERE $3::date IS NULL OR declared_on < $3 OR (declared_on = $3 AND skill > $4::text)
    ORDER BY declared_on DESC, skill
    LIMIT $2
) AS o
ORDER BY o.declared_on DESC, o.skill
"""

OBSOLETE_COUNT = """
SELECT parent, (SELECT count(*) FROM goals.obsolete_skills) AS total
FROM unnest($1::text[]) AS parent
"""
