"""The journal: nobody's but the owner's, whatever the viewer's scopes say."""

TIMELINE_OF = """
SELECT parent, e.entry, e.kind, e.text, e.lesson, e.assignment, e.draft, e.shared, e.recorded_on
FROM unnest($2::text[]) AS parent
CROSS JOIN LATERAL (
    SELECT journal_entries.*
    FROM goals.journal_entries
    WHERE owner = parent AND owner = $1::text
      AND ($4::date IS NULL OR (recorded_on, entry) < ($4::date, $5::text))
    ORDER BY recorded_on DESC, entry DESC
    LIMIT $3
) AS e
ORDER BY e.recorded_on DESC, e.entry DESC
"""

TIMELINE_COUNT = """
SELECT owner AS parent, count(*) AS total
FROM goals.journal_entries
WHERE owner = ANY ($2::text[]) AND owner = $1::text
GROUP BY owner
"""
