"""The whole catalogue of skills, retired and merged ones too, as CSV (RFC 4180) or JSON.

In CSV the synonyms stand one a line in their cell, as in ESCO's files. A cell that a spreadsheet
would take for a formula has an apostrophe before it.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence

import asyncpg

COLUMNS = (
    "id",
    "name",
    "kind",
    "description",
    "esco_uri",
    "onet_id",
    "synonyms",
    "parent",
    "volatility",
    "merged_into",
    "retired_on",
)
SKILLS = """
SELECT skills.skill_id AS id, name, kind, description, esco_uri, onet_id, synonyms,
    parent_id AS parent, volatility, merged_into, retired_on::text AS retired_on
FROM learning.skills LEFT JOIN learning.skill_placements USING (skill_id)
ORDER BY lower(name), skills.skill_id
"""
FORMULA = ("=", "+", "-", "@", "\t", "\r")

Skill = Mapping[str, object]
"""A value for each of ``COLUMNS``."""


async def skills(read_url: str) -> list[Skill]:
    """By name, as the read model says."""
    connection = await asyncpg.connect(read_url)
    try:
        return [dict(row) for row in await connection.fetch(SKILLS)]
    finally:
        await connection.close()


def as_csv(found: Sequence[Skill]) -> str:
    text = io.StringIO(newline="")
    lines = csv.writer(text)
    lines.writerow(COLUMNS)
    lines.writerows([cell(skill[name]) for name in COLUMNS] for skill in found)
    return text.getvalue()


def cell(value: object) -> str:
    if value is None:
        return ""
    text = "\n".join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def as_json(found: Sequence[Skill]) -> str:
    ordered = [{name: skill[name] for name in COLUMNS} for skill in found]
    return json.dumps(ordered, ensure_ascii=False, indent=2) + "\n"
