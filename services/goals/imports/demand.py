"""A CSV of the market's demand, ``skill,index``, made into one snapshot.

A skill is named by its id or by its ESCO URI: an imported skill's id comes from its URI.
"""

import math
import re
from collections.abc import Collection
from datetime import date

from services.goals.commands.demand import ImportDemandSnapshot, SkillDemand
from shared.kernel.ids import unique_stream
from shared.kernel.markers import UUID_PATTERN
from shared.kernel.messages import StreamId
from shared.runtime.csv_file import Fault, Row, rows_of

COLUMNS = ("skill", "index")
SKILL = re.compile(f"skill-{UUID_PATTERN}")


def read(
    text: str,
    *,
    source: str,
    taken_on: date,
    today: date,
    company: str,
    known: Collection[StreamId] | None = None,
    file: str = "demand.csv",
) -> ImportDemandSnapshot | list[Fault]:
    """The command for the whole file, or everything that is wrong with it.

    ``known`` are the skills that may be named, any where it is none.
    """
    rows, faults = rows_of(text, COLUMNS, file=file)
    measured: dict[StreamId, SkillDemand] = {}
    for row in rows:
        read_row = measured_by(row, company)
        if isinstance(read_row, Fault):
            faults.append(read_row)
        elif read_row.skill in measured:
            faults.append(row.fault("skill", "this skill stands twice"))
        elif known is not None and read_row.skill not in known:
            faults.append(row.fault("skill", "no such skill"))
        else:
            measured[read_row.skill] = read_row
    if not rows and not faults:
        faults.append(Fault(file, 2, 1, "", "the file has no rows"))
    if faults:
        return sorted(faults)
    return ImportDemandSnapshot(
        source=source, taken_on=taken_on, rows=tuple(measured.values()), today=today
    )


def measured_by(row: Row, company: str) -> SkillDemand | Fault:
    skill, index = skill_of(row["skill"], company), number(row["index"])
    if skill is None:
        return row.fault("skill", "must be a skill's id or its ESCO URI")
    if index is None or not 0 <= index <= 100:
        return row.fault("index", "must be a number from 0 to 100")
    return SkillDemand(skill=skill, index=index)


def skill_of(text: str, company: str) -> StreamId | None:
    if SKILL.fullmatch(text):
        return StreamId(text)
    if re.fullmatch(r"https?://\S+", text):
        return unique_stream(company, "skill", text)
    return None


def number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None
