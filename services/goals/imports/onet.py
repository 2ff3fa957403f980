"""Roles of O*NET's database: one from each occupation, requirements from how its skills are rated.

``Skills.txt`` rates each skill of an occupation twice: how important it is (scale IM: 1 not, 2
somewhat, 3 important, 4 very, 5 extremely) and at which level (scale LV, 0 to 7).

- importance: IM below 1.5 asks for nothing; below 2.5 it is 1 (helpful), below 3.5 it is 2
  (important), else 3 (essential);
- level: LV from 0 to 7 stretched over 1 to 5 and rounded, halves up: 1 + 4/7 · LV.

A skill that O*NET calls not relevant to the occupation, or whose rating it advises to suppress,
asks for nothing. The family is the broad occupation (15-1250 of 15-1252.00); there is no rung.
"""

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.goals.commands.fields import Level
from services.goals.commands.role import DefineRole, SetRequirement
from shared.kernel.ids import unique_stream
from shared.kernel.messages import StreamId
from shared.runtime.csv_file import Fault, Row

OCCUPATION_COLUMNS = ("O*NET-SOC Code", "Title")
RATING_COLUMNS = (
    "O*NET-SOC Code",
    "Element ID",
    "Scale ID",
    "Data Value",
    "Recommend Suppress",
    "Not Relevant",
)
CODE = re.compile(r"\d{2}-\d{4}\.\d{2}")
LONGEST_TITLE = 200
SCALES: Mapping[str, tuple[float, float]] = {"IM": (1, 5), "LV": (0, 7)}
"""The least and the highest value of each scale."""

Importance = Literal[1, 2, 3]
Key = tuple[str, str]
"""An occupation's code and an element's id."""


@dataclass(frozen=True, slots=True)
class Roles:
    roles: Sequence[DefineRole]
    requirements: Sequence[SetRequirement]
    faults: Sequence[Fault]


@dataclass(frozen=True, slots=True)
class Rating:
    value: float
    counts: bool


def parse(
    occupations: Sequence[Row],
    ratings: Sequence[Row],
    skills: Mapping[str, StreamId],
    company: str,
    today: date,
) -> Roles:
    """Of the rows of ``Occupation Data.txt`` and ``Skills.txt``; ``skills`` by element."""
    by_code, roles, faults = read_roles(occupations, company, today)
    rated, wrong = read_ratings(ratings, by_code)
    faults += wrong
    requirements = [
        SetRequirement(
            role=by_code[code],
            skill=skills[element],
            level=level_of(scales["LV"].value),
            importance=importance,
            today=today,
        )
        for (code, element), scales in rated.items()
        if code in by_code
        and len(scales) == len(SCALES)
        and all(rating.counts for rating in scales.values())
        if (importance := importance_of(scales["IM"].value)) is not None
    ]
    return Roles(roles, requirements, faults)


def read_roles(
    occupations: Sequence[Row], company: str, today: date
) -> tuple[dict[str, StreamId], list[DefineRole], list[Fault]]:
    by_code: dict[str, StreamId] = {}
    roles: list[DefineRole] = []
    faults: list[Fault] = []
    for row in occupations:
        code, title = row["O*NET-SOC Code"], row["Title"]
        if not CODE.fullmatch(code):
            faults.append(row.fault("O*NET-SOC Code", "must be a code such as 15-1252.00"))
        elif code in by_code:
            faults.append(row.fault("O*NET-SOC Code", "this occupation stands twice"))
        else:
            by_code[code] = unique_stream(company, "role", f"onet:{code}")
            if not 1 <= len(title) <= LONGEST_TITLE:
                faults.append(row.fault("Title", f"must have 1 to {LONGEST_TITLE} characters"))
                continue
            family = f"{code[:6]}0"
            role = by_code[code]
            roles.append(DefineRole(role=role, title=title, family=family, today=today))
    return by_code, roles, faults


def read_ratings(
    ratings: Sequence[Row], by_code: Mapping[str, StreamId]
) -> tuple[dict[Key, dict[str, Rating]], list[Fault]]:
    found: dict[Key, dict[str, Rating]] = defaultdict(dict)
    first: dict[Key, Row] = {}
    faults: list[Fault] = []
    for row in ratings:
        key, scale = (row["O*NET-SOC Code"], row["Element ID"]), row["Scale ID"]
        rating = rating_of(row)
        if by_code and key[0] not in by_code:
            faults.append(row.fault("O*NET-SOC Code", "is not in Occupation Data.txt"))
        elif isinstance(rating, Fault):
            faults.append(rating)
        elif scale in found[key]:
            faults.append(row.fault("Scale ID", "this skill is rated twice on this scale"))
        else:
            found[key][scale] = rating
            first.setdefault(key, row)
    faults += [
        first[key].fault("Scale ID", "the skill is rated on one of the two scales only")
        for key, scales in found.items()
        if len(scales) == 1
    ]
    return found, faults


def rating_of(row: Row) -> Rating | Fault:
    scale = row["Scale ID"]
    if scale not in SCALES:
        return row.fault("Scale ID", "must be IM or LV")
    least, most = SCALES[scale]
    try:
        value = float(row["Data Value"])
    except ValueError:
        value = math.nan
    if not least <= value <= most:
        return row.fault("Data Value", f"must be a number from {least:g} to {most:g}")
    return Rating(value, counts="Y" not in (row["Recommend Suppress"], row["Not Relevant"]))


def importance_of(value: float) -> Importance | None:
    """Of a value of scale IM, 1 to 5; none where the skill is not important."""
    if value < 1.5:
        return None
    if value < 2.5:
        return 1
    return 2 if value < 3.5 else 3


def level_of(value: float) -> Level:
    """Of a value of scale LV, 0 to 7."""
    levels: tuple[Level, ...] = (1, 2, 3, 4, 5)
    return levels[math.floor(4 / 7 * value + 0.5)]
