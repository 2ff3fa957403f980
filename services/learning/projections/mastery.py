"""The view ``mastery``: what the evidence of a person in a skill amounts to on the row's day.

Derived from the rows of ``evidence``, as known by the end of that day, of the skill and of those
merged into it. A pair without evidence has no row.

A batch of evidence reads skills, volatilities and parameters, and a batch of these touches pairs
that it does not read. Neither may miss the other: evidence holds the catalogue's lock, shared,
from before it reads until its commit; a change of the catalogue takes it alone, and notes what the
ledger's process is to compute anew after the commit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from services.learning.events.mastery import Status
from services.learning.formulas.mastery import (
    DEFAULTS,
    Evidence,
    ModelParameters,
    assess,
    freshest_strong,
    parameters_from_json,
)
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Derived, Marking

GUARD = """
SELECT pg_advisory_xact_lock_shared(hashtextextended('catalogue of ' || current_schema(), 0))
"""
AFFECTED = """
WITH RECURSIVE named (person, skill) AS (
    SELECT person_id, skill_id FROM evidence WHERE evidence_id = ANY ($1::text[])
    UNION
    SELECT named.person, skills.merged_into
    FROM named JOIN skills ON skills.skill_id = named.skill
    WHERE skills.merged_into IS NOT NULL
)
SELECT person || '/' || skill FROM named
"""
INPUTS = """
SELECT e.*
FROM (
    SELECT array_agg(split_part(key, '/', 1)) AS people,
        array_agg(split_part(key, '/', 2)) AS roots, array_agg($2::date) AS days
    FROM unnest($1::text[]) AS key
) AS asked, evidence_at(asked.people, asked.roots, asked.days) AS e
"""
MARK_PAIRS = """
INSERT INTO mastery_due (pair_key)
SELECT key FROM unnest($1::text[]) AS key ORDER BY key
ON CONFLICT (pair_key) DO UPDATE SET mark = nextval('ledger_marks')
"""
MARK_SKILLS = """
WITH changed AS MATERIALIZED (
    SELECT skill_id FROM skills
    WHERE skill_id = ANY ($1::text[]) AND (merged_into IS NOT NULL OR retired_on IS NOT NULL)
), alone AS MATERIALIZED (
    SELECT pg_advisory_xact_lock(hashtextextended('catalogue of ' || current_schema(), 0))
    FROM (SELECT FROM changed LIMIT 1) AS any_of_them
)
INSERT INTO ledger_refresh (scope)
SELECT skill_id FROM changed, (SELECT count(*) FROM alone) AS held ORDER BY skill_id
ON CONFLICT (scope) DO UPDATE SET mark = nextval('ledger_marks'), after = '', done = 0
"""
MARK_VOLATILITIES = """
WITH alone AS MATERIALIZED (
    SELECT pg_advisory_xact_lock(hashtextextended('catalogue of ' || current_schema(), 0))
)
INSERT INTO ledger_refresh (scope)
SELECT DISTINCT skill
FROM skill_volatilities, (SELECT count(*) FROM alone) AS held
WHERE volatility_key = ANY ($1::text[]) ORDER BY skill
ON CONFLICT (scope) DO UPDATE SET mark = nextval('ledger_marks'), after = '', done = 0
"""
MARK_ALL = """
WITH alone AS MATERIALIZED (
    SELECT pg_advisory_xact_lock(hashtextextended('catalogue of ' || current_schema(), 0))
)
INSERT INTO ledger_refresh (scope)
SELECT 'all' FROM (SELECT count(*) FROM alone) AS held WHERE cardinality($1::text[]) > 0
ON CONFLICT (scope) DO UPDATE SET mark = nextval('ledger_marks'), after = '', done = 0
"""


class MasteryRow(View):
    pair_key: str
    person_id: StreamId
    skill_id: StreamId
    day: date
    mastery: float | None
    confidence: float
    weight: float
    standard_error: float | None
    level: int | None
    status: Status
    evidence_items: int
    fresh_from: date | None
    fresh_half_life: float | None


def compute(key: str, records: Sequence[Mapping[str, Any]], day: date) -> Sequence[MasteryRow]:
    if not records:
        return []
    person, skill = key.split("/")
    items = [evidence_of(record) for record in records]
    parameters = parameters_of(records[0]["parameters"], records[0]["volatility"])
    found = assess(items, day, parameters)
    fresh = freshest_strong(items, day, parameters) or (None, None)
    return [
        MasteryRow(
            pair_key=key,
            person_id=StreamId(person),
            skill_id=StreamId(skill),
            day=day,
            mastery=found.mastery,
            confidence=found.confidence,
            weight=found.weight,
            standard_error=found.standard_error,
            level=found.level,
            status=found.status,
            evidence_items=len(items),
            fresh_from=fresh[0],
            fresh_half_life=fresh[1],
        )
    ]


def evidence_of(record: Any) -> Evidence:
    return Evidence(
        record["kind"],
        record["value"],
        record["occurred_on"],
        record["raters"],
        record["rater_or_test"],
        record["evidence_id"],
        record["expires_on"],
    )


@lru_cache(maxsize=256)
def parameters_of(text: str | None, volatility: float) -> ModelParameters:
    """Those that are in force, as JSON or none for the defaults, with the skill's volatility."""
    found = DEFAULTS if text is None else parameters_from_json(text)
    return replace(found, volatility=volatility)


derived = Derived(
    table="mastery",
    view=MasteryRow,
    key_column="pair_key",
    sources=("evidence",),
    affected=AFFECTED,
    inputs=INPUTS,
    compute=compute,
    dated=True,
    guard=GUARD,
    person="person_id",
)
MARKINGS = (
    Marking("mastery_due", ("mastery",), MARK_PAIRS),
    Marking("ledger_of_skills", ("skills",), MARK_SKILLS),
    Marking("ledger_of_volatilities", ("skill_volatilities",), MARK_VOLATILITIES),
    Marking("ledger_of_parameters", ("model_parameters",), MARK_ALL),
)
