"""The skills of O*NET's database: the elements that ``Skills.txt`` rates, each with its id there.

A skill's stream comes from that id, so that every import names it the same.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.learning.commands.skill import DefineSkill
from shared.kernel.ids import unique_stream
from shared.kernel.messages import StreamId
from shared.runtime.csv_file import Fault, Row

COLUMNS = ("Element ID", "Element Name")
ELEMENT = re.compile(r"[0-9A-Za-z]+(?:\.[0-9A-Za-z]+)*")
LONGEST_ID, LONGEST_NAME = 50, 300


@dataclass(frozen=True, slots=True)
class Skills:
    """``by_element`` are the ids of all elements, ``definitions`` the commands of the good ones."""

    by_element: Mapping[str, StreamId]
    definitions: Sequence[DefineSkill]
    faults: Sequence[Fault]


def parse(rows: Sequence[Row], company: str, today: date) -> Skills:
    """Of the rows of ``Skills.txt``, in which each element stands many times."""
    by_element: dict[str, StreamId] = {}
    named: dict[str, str] = {}
    definitions: list[DefineSkill] = []
    faults: list[Fault] = []
    for row in rows:
        element, name = row["Element ID"], row["Element Name"]
        if element in by_element:
            if name != named[element]:
                faults.append(row.fault("Element Name", "this element has another name before"))
            continue
        by_element[element] = unique_stream(company, "skill", f"onet:{element}")
        named[element] = name
        found = faults_of(row)
        faults += found
        if not found:
            skill = by_element[element]
            definitions.append(DefineSkill(skill=skill, name=name, onet_id=element, today=today))
    return Skills(by_element, definitions, faults)


def faults_of(row: Row) -> list[Fault]:
    faults = []
    element = row["Element ID"]
    if not ELEMENT.fullmatch(element) or len(element) > LONGEST_ID:
        faults.append(row.fault("Element ID", "must be an O*NET element, such as 2.A.1.a"))
    if not 1 <= len(row["Element Name"]) <= LONGEST_NAME:
        faults.append(row.fault("Element Name", f"must have 1 to {LONGEST_NAME} characters"))
    return faults
