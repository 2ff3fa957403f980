"""What is open to a person now and would bring strong evidence on a skill.

Nothing that they completed already, publish or assess themselves, nor what has no place left.
"""

OFFERS_OF = """
SELECT parents.parent, offer.kind, offer.stream, offer.value, offer.minutes
FROM unnest($1::text[]) AS parents (parent)
CROSS JOIN LATERAL (
    SELECT parents.parent AS skill
    UNION ALL
    SELECT root.skill_id FROM learning.skill_roots AS root WHERE root.root_id = parents.parent
) AS same
CROSS JOIN LATERAL (
    SELECT way.kind, a.activity AS stream, taught.level::float8 AS value, a.minutes
    FROM learning.activity_skills AS taught
    JOIN learning.activities AS a ON a.activity = taught.activity
    CROSS JOIN LATERAL (VALUES
        ('certification', a.kind = 'certification'),
        ('learning_assessed', a.assessor IS NOT NULL)
    ) AS way (kind, leads)
    WHERE taught.skill = same.skill AND way.leads AND a.retired_on IS NULL
        AND a.assessor IS DISTINCT FROM $2::text
        AND NOT EXISTS (SELECT FROM learning.enrolments AS e
            WHERE e.person = $2 AND e.activity = a.activity
                AND e.completed_on IS NOT NULL AND e.revoked_on IS NULL)
        AND (NOT EXISTS (SELECT FROM learning.occurrences AS o WHERE o.activity = a.activity)
            OR EXISTS (SELECT FROM learning.occurrences AS o
                WHERE o.activity = a.activity AND o.status = 'scheduled'
                    AND o.day >= $3::date AND o.taken < o.seats)
            OR EXISTS (SELECT FROM learning.enrolments AS e
                WHERE e.person = $2 AND e.activity = a.activity
                    AND e.status IN ('enrolled', 'started')))
    UNION ALL
    SELECT 'stretch_assignment', s.assignment, asked.level::float8,
        s.hours_a_week * 60 * ((s.ends_on - s.starts_on + 7) / 7)
    FROM goals.assignment_skills AS asked
    JOIN goals.assignments AS s ON s.assignment = asked.assignment
    WHERE asked.skill = same.skill AND s.status = 'open' AND s.ends_on >= $3
        AND s.publisher <> $2
        AND NOT EXISTS (SELECT FROM goals.applications AS own
            WHERE own.assignment = s.assignment AND own.applicant = $2
                AND own.status <> 'withdrawn')
        AND s.places > (SELECT count(*) FROM goals.applications AS taken
            WHERE taken.assignment = s.assignment
                AND taken.status IN ('accepted', 'completed', 'validated'))
) AS offer
"""
