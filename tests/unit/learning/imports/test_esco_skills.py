"""ESCO's skills: what becomes of their rows, and each fault by line and column."""

from datetime import date
from pathlib import Path

import pytest

from services.learning.commands.skill import DefineSkill
from services.learning.imports.esco import BROADER, FILE, parse
from shared.kernel.ids import unique_stream
from shared.kernel.messages import StreamId

TODAY = date(2026, 11, 23)
HEADER = (
    "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,"
    "modifiedDate,scopeNote,definition,inScheme,description"
)
URI = "http://data.europa.eu/esco/skill/013441c1-1f13-47e9-80c4-9a53e8e1bc05"


def row(uri: str = URI, kind: str = "knowledge", name: str = "KDevelop", other: str = "") -> str:
    return f"KnowledgeSkillCompetence,{uri},{kind},,{name},{other},,released,,,,,A program."


def write(folder: Path, *lines: str) -> Path:
    (folder / FILE).write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    return folder


def test_a_row_becomes_a_skill_with_each_line_of_its_labels_a_synonym(tmp_path: Path) -> None:
    found = parse(write(tmp_path, row(other='"KDevelop 4\nKDevelop 5"')), "acme", TODAY)
    assert found.faults == []
    assert found.definitions == [
        DefineSkill(
            skill=unique_stream("acme", "skill", URI),
            name="KDevelop",
            description="A program.",
            kind="knowledge",
            esco_uri=URI,
            synonyms=("KDevelop 4", "KDevelop 5"),
            today=TODAY,
        )
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([row(), row(name="Other")], (3, "conceptUri")),
        ([row(kind="attitude")], (2, "skillType")),
        ([row(name="")], (2, "preferredLabel")),
        ([row(uri="esco:1")], (2, "conceptUri")),
        ([row(other='"a\nb"'), row(uri=f"{URI}2", name="")], (4, "preferredLabel")),
        ([row(other=f'"a\n{"x" * 301}"')], (2, "altLabels")),
    ],
)
def test_each_fault_is_named_by_line_and_column(
    tmp_path: Path, lines: list[str], expected: tuple[int, str]
) -> None:
    (fault,) = parse(write(tmp_path, *lines), "acme", TODAY).faults
    assert (fault.line, fault.name) == expected


BROADER_HEADER = "conceptType,conceptUri,broaderType,broaderUri"
GROUP = "http://data.europa.eu/esco/skill/S1.1"


def under(skill: str, above: str, kind: str = "KnowledgeSkillCompetence") -> str:
    return f"KnowledgeSkillCompetence,{skill},{kind},{above}"


def ordered(folder: Path, *relations: str) -> Path:
    write(folder, *(row(uri=f"{URI}{n}", name=f"Skill {n}") for n in range(1, 5)))
    (folder / BROADER).write_text("\n".join([BROADER_HEADER, *relations]), encoding="utf-8")
    return folder


def skill(number: int) -> StreamId:
    return unique_stream("acme", "skill", f"{URI}{number}")


def test_a_skill_stands_under_the_broader_skills_of_the_set(tmp_path: Path) -> None:
    folder = ordered(
        tmp_path,
        under(f"{URI}1", GROUP, "SkillGroup"),
        under(f"{URI}2", f"{URI}1"),
        under(f"{URI}2", f"{URI}3"),
        under(f"{URI}2", f"{URI}1"),
        under(f"{URI}9", f"{URI}1"),
    )
    found = parse(folder, "acme", TODAY)
    assert found.faults == []
    assert found.broader == {skill(2): [skill(1), skill(3)]}


def test_without_the_file_nothing_is_said_of_the_order(tmp_path: Path) -> None:
    assert parse(write(tmp_path, row()), "acme", TODAY).broader == {}


@pytest.mark.parametrize("last", [(1, 1), (1, 3)])
def test_skills_in_a_ring_are_a_fault(tmp_path: Path, last: tuple[int, int]) -> None:
    folder = ordered(
        tmp_path,
        under(f"{URI}3", f"{URI}2"),
        under(f"{URI}2", f"{URI}1"),
        under(f"{URI}{last[0]}", f"{URI}{last[1]}"),
    )
    (fault,) = parse(folder, "acme", TODAY).faults
    assert (fault.file, fault.line, fault.name) == (BROADER, 4, "broaderUri")
