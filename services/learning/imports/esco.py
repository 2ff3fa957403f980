"""The skills of ESCO's file set, ``skills_en.csv`` with the official column names.

A skill's id comes from its URI, so that every import names it the same; what ESCO calls
alternative labels, one a line, are its synonyms. Where ``broaderRelationsSkillPillar_en.csv`` is
there too, a skill stands under the broader one that it names; ESCO's groups of skills are no
skills, so what has only a group above it stands at the top.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from services.learning.commands.skill import DefineSkill
from services.learning.imports.differences import Broader
from shared.kernel.ids import unique_stream
from shared.kernel.messages import StreamId
from shared.runtime.csv_file import Fault, Row, read

FILE = "skills_en.csv"
BROADER = "broaderRelationsSkillPillar_en.csv"
COLUMNS = ("conceptUri", "skillType", "preferredLabel", "altLabels", "description")
BROADER_COLUMNS = ("conceptUri", "broaderUri")
KINDS: dict[str, Literal["skill", "knowledge"] | None] = {
    "skill/competence": "skill",
    "knowledge": "knowledge",
    "": None,
}
COLUMN_OF = {
    "esco_uri": "conceptUri",
    "name": "preferredLabel",
    "synonyms": "altLabels",
    "description": "description",
}
DEFINE = TypeAdapter(DefineSkill)


@dataclass(frozen=True, slots=True)
class Skills:
    """``by_uri`` are the ids of all rows, ``definitions`` the commands of the good ones.

    ``broader`` are the skills right above one; it is empty without the file that says so.
    """

    by_uri: dict[str, StreamId]
    definitions: Sequence[DefineSkill]
    broader: Broader
    faults: Sequence[Fault]


def parse(folder: Path, company: str, today: date) -> Skills:
    rows, faults = read(folder / FILE, COLUMNS)
    definitions: list[DefineSkill] = []
    by_uri: dict[str, StreamId] = {}
    for row in rows:
        uri = row["conceptUri"]
        if uri in by_uri:
            faults.append(row.fault("conceptUri", "this skill stands twice"))
            continue
        by_uri[uri] = unique_stream(company, "skill", uri)
        defined = definition_of(row, by_uri[uri], today)
        if isinstance(defined, DefineSkill):
            definitions.append(defined)
        else:
            faults += defined
    broader, faults_of_order = read_broader(folder / BROADER, by_uri)
    return Skills(by_uri, definitions, broader, [*faults, *faults_of_order])


def read_broader(path: Path, by_uri: Mapping[str, StreamId]) -> tuple[Broader, list[Fault]]:
    """Relations between two skills of the set, in the order of the file."""
    if not path.exists():
        return {}, []
    rows, faults = read(path, BROADER_COLUMNS)
    broader: dict[StreamId, list[StreamId]] = {}
    for row in rows:
        skill, above = by_uri.get(row["conceptUri"]), by_uri.get(row["broaderUri"])
        if skill is None or above is None:
            continue
        if above == skill or is_above(skill, above, broader):
            faults.append(row.fault("broaderUri", "the skill would stand under itself"))
        elif above not in broader.setdefault(skill, []):
            broader[skill].append(above)
    return broader, faults


def is_above(skill: StreamId, other: StreamId, broader: Broader) -> bool:
    """Whether ``skill`` stands above ``other``, by whatever way."""
    waiting, seen = [other], {other}
    while waiting:
        for above in broader.get(waiting.pop(), ()):
            if above == skill:
                return True
            if above not in seen:
                seen.add(above)
                waiting.append(above)
    return False


def definition_of(row: Row, skill: StreamId, today: date) -> DefineSkill | list[Fault]:
    if row["skillType"] not in KINDS:
        return [row.fault("skillType", "must be skill/competence or knowledge")]
    try:
        return DEFINE.validate_python(
            {
                "skill": skill,
                "name": row["preferredLabel"],
                "description": row["description"] or None,
                "kind": KINDS[row["skillType"]],
                "esco_uri": row["conceptUri"],
                "synonyms": tuple(filter(None, map(str.strip, row["altLabels"].splitlines()))),
                "today": today,
            }
        )
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False, include_input=False)
        rules = {COLUMN_OF[str(error["loc"][0])]: error["msg"] for error in errors}
        return [row.fault(column, rule) for column, rule in rules.items()]
