"""ESCO's file set as skills, roles and requirements; the real slice and the whole real set."""

from datetime import date
from pathlib import Path

import pytest

from services.goals.commands.role import DefineRole, SetRequirement
from shared.kernel.ids import unique_stream
from shared.kernel.messages import StreamId
from suite.imports.esco import OCCUPATIONS, RELATIONS, parse

ROOT = Path(__file__).parents[4]
BUNDLED = ROOT / "suite" / "demo" / "esco"
WHOLE = ROOT.parent / "shared" / "data" / "esco-ict"
TODAY = date(2026, 11, 23)
SKILL, OTHER = "http://data.europa.eu/esco/skill/1", "http://data.europa.eu/esco/skill/2"
OCCUPATION = "http://data.europa.eu/esco/occupation/1"
SKILLS = f"""conceptUri,skillType,preferredLabel,altLabels,description
{SKILL},knowledge,Haskell,,
{OTHER},skill/competence,debug software,,
"""
ROLES = f"""conceptUri,iscoGroup,preferredLabel
{OCCUPATION},2512,software developer
"""
HEADER = "occupationUri,relationType,skillType,skillUri"


def write(
    folder: Path, *relations: str, roles: str = ROLES, skills: str = SKILLS, header: str = HEADER
) -> Path:
    (folder / "skills_en.csv").write_text(skills)
    (folder / OCCUPATIONS).write_text(roles)
    (folder / RELATIONS).write_text("\n".join([header, *relations]))
    return folder


def relation(kind: str, skill: str = SKILL, occupation: str = OCCUPATION) -> str:
    return f"{occupation},{kind},knowledge,{skill}"


def role() -> StreamId:
    return unique_stream("acme", "role", OCCUPATION)


def test_an_occupation_becomes_a_role_of_its_isco_group(tmp_path: Path) -> None:
    assert parse(write(tmp_path), "acme", TODAY).roles == [
        DefineRole(
            role=role(),
            title="software developer",
            family="2512",
            esco_uri=OCCUPATION,
            today=TODAY,
        )
    ]


def test_essential_is_level_3_and_optional_level_2(tmp_path: Path) -> None:
    folder = write(tmp_path, relation("optional"), relation("essential", OTHER))
    first, second = (unique_stream("acme", "skill", uri) for uri in (SKILL, OTHER))
    assert parse(folder, "acme", TODAY).requirements == [
        SetRequirement(role=role(), skill=first, level=2, importance=1, today=TODAY),
        SetRequirement(role=role(), skill=second, level=3, importance=3, today=TODAY),
    ]


@pytest.mark.parametrize("kinds", [("optional", "essential"), ("essential", "optional")])
def test_what_stands_as_both_is_essential(tmp_path: Path, kinds: tuple[str, str]) -> None:
    (requirement,) = parse(write(tmp_path, *map(relation, kinds)), "acme", TODAY).requirements
    assert (requirement.level, requirement.importance) == (3, 3)


def test_each_fault_of_a_relation_is_named_by_line_and_column(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        relation("essential", "http://data.europa.eu/esco/skill/9"),
        relation("desirable"),
        relation("optional", occupation="http://data.europa.eu/esco/occupation/9"),
        "x,y",
    )
    assert [
        (fault.file, fault.line, fault.name) for fault in parse(folder, "acme", TODAY).faults
    ] == [
        (RELATIONS, 2, "skillUri"),
        (RELATIONS, 3, "relationType"),
        (RELATIONS, 4, "occupationUri"),
        (RELATIONS, 5, "skillType"),
    ]


def test_faults_of_all_three_files_are_told_at_once(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        skills=f"{SKILLS}{SKILL},knowledge,Twice,,\n",
        roles=f"{ROLES}{OCCUPATION},,twice\nhttp://x/1,,\n",
        header="occupationUri,relationType",
    )
    assert [
        (fault.file, fault.line, fault.name) for fault in parse(folder, "acme", TODAY).faults
    ] == [
        (RELATIONS, 1, "skillUri"),
        (OCCUPATIONS, 3, "conceptUri"),
        (OCCUPATIONS, 4, "preferredLabel"),
        ("skills_en.csv", 4, "conceptUri"),
    ]


def test_a_missing_file_is_one_fault(tmp_path: Path) -> None:
    folder = write(tmp_path, relation("essential"))
    (folder / "skills_en.csv").unlink()
    assert [fault.file for fault in parse(folder, "acme", TODAY).faults] == ["skills_en.csv"]


def test_the_bundled_slice_is_whole_and_attributed() -> None:
    found = parse(BUNDLED, "acme", TODAY)
    assert found.faults == []
    assert (len(found.skills), len(found.roles), len(found.requirements)) == (120, 14, 190)
    assert (
        "uses the ESCO classification of the European Commission"
        in (BUNDLED / "ATTRIBUTION.md").read_text()
    )


@pytest.mark.skipif(not WHOLE.exists(), reason="the larger set lies beside the checkout")
def test_the_larger_real_set_is_read_whole() -> None:
    found = parse(WHOLE, "acme", TODAY)
    assert found.faults == []
    assert (len(found.skills), len(found.roles), len(found.requirements)) == (877, 91, 969)
    assert len({skill.skill for skill in found.skills}) == 877
    by_name = {skill.name: skill for skill in found.skills}
    assert "KDevelop 4.7.0" in by_name["KDevelop"].synonyms
