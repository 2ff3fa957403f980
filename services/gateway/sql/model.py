"""The parameters of the mastery model: everybody's to read."""

IN_FORCE = """
SELECT parent, p.effective_from, p.set_on, p.parameters::text AS parameters
FROM unnest($1::text[]) AS parent
CROSS JOIN LATERAL (
    SELECT m.effective_from, m.set_on, m.parameters
    FROM learning.model_parameters AS m
    WHERE m.effective_from <= $2::date AND m.set_on <= $2::date
    ORDER BY m.effective_from DESC, m.number DESC
    LIMIT 1
) AS p
"""
