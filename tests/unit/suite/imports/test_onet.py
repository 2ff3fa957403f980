"""O*NET's text files as skills, roles and requirements, and each fault by line and column."""

from datetime import date
from pathlib import Path

import pytest

from services.goals.commands.role import DefineRole, SetRequirement
from services.goals.imports.onet import importance_of, level_of
from services.learning.commands.skill import DefineSkill
from shared.kernel.ids import unique_stream
from suite.imports.onet import OCCUPATIONS, SKILLS, parse
from tests.unit.suite.imports import onet_files
from tests.unit.suite.imports.onet_files import (
    CLERK,
    DEVELOPER,
    PROGRAMMING,
    RATINGS,
    READING,
    rating,
    write,
)

TODAY = date(2026, 11, 23)
READING_SKILL, PROGRAMMING_SKILL = (
    unique_stream("acme", "skill", f"onet:{element}") for element, _ in (READING, PROGRAMMING)
)
DEVELOPER_ROLE, CLERK_ROLE = (
    unique_stream("acme", "role", f"onet:{code}") for code in (DEVELOPER, CLERK)
)


def test_an_element_becomes_a_skill_that_keeps_its_id(tmp_path: Path) -> None:
    found = parse(write(tmp_path), "acme", TODAY)
    assert found.faults == []
    assert found.broader == {}
    assert found.skills == [
        DefineSkill(
            skill=READING_SKILL, name="Reading Comprehension", onet_id="2.A.1.a", today=TODAY
        ),
        DefineSkill(skill=PROGRAMMING_SKILL, name="Programming", onet_id="2.B.3.e", today=TODAY),
    ]


def test_an_occupation_becomes_a_role_of_its_broad_occupation(tmp_path: Path) -> None:
    assert parse(write(tmp_path), "acme", TODAY).roles == [
        DefineRole(role=DEVELOPER_ROLE, title="Software Developers", family="15-1250", today=TODAY),
        DefineRole(role=CLERK_ROLE, title="Office Clerks, General", family="43-9060", today=TODAY),
    ]


def test_what_is_relevant_and_important_is_required(tmp_path: Path) -> None:
    assert parse(write(tmp_path), "acme", TODAY).requirements == [
        SetRequirement(
            role=DEVELOPER_ROLE, skill=READING_SKILL, level=3, importance=2, today=TODAY
        ),
        SetRequirement(
            role=DEVELOPER_ROLE, skill=PROGRAMMING_SKILL, level=4, importance=3, today=TODAY
        ),
        SetRequirement(role=CLERK_ROLE, skill=READING_SKILL, level=2, importance=1, today=TODAY),
    ]


@pytest.mark.parametrize(
    ("value", "importance"),
    [(1, None), (1.49, None), (1.5, 1), (2.49, 1), (2.5, 2), (3.49, 2), (3.5, 3), (5, 3)],
)
def test_importance_goes_by_the_nearest_word_of_the_scale(
    value: float, importance: int | None
) -> None:
    assert importance_of(value) == importance


@pytest.mark.parametrize(
    ("value", "level"),
    [(0, 1), (0.87, 1), (0.88, 2), (2.62, 2), (2.63, 3), (4.37, 3), (4.38, 4), (6.12, 4), (7, 5)],
)
def test_seven_steps_are_stretched_over_five_levels(value: float, level: int) -> None:
    assert level_of(value) == level


@pytest.mark.parametrize("how", [{"suppress": "Y"}, {"relevant": "Y"}])
def test_what_onet_does_not_stand_by_is_not_required(tmp_path: Path, how: dict[str, str]) -> None:
    ratings = (
        rating(DEVELOPER, READING, "IM", 4),
        rating(DEVELOPER, READING, "LV", 4, **how),
    )
    found = parse(write(tmp_path, ratings), "acme", TODAY)
    assert (found.faults, found.requirements) == ([], [])


@pytest.mark.parametrize(
    ("line", "place"),
    [
        (rating("15-1252", READING, "IM", 3), (SKILLS, 10, "O*NET-SOC Code")),
        (rating("15-1299.00", READING, "IM", 3), (SKILLS, 10, "O*NET-SOC Code")),
        (rating(CLERK, READING, "XX", 3), (SKILLS, 10, "Scale ID")),
        (rating(CLERK, READING, "IM", 3), (SKILLS, 10, "Scale ID")),
        (rating(CLERK, ("2.C", "New"), "LV", 3), (SKILLS, 10, "Scale ID")),
        (rating(CLERK, READING, "IM", 5.01), (SKILLS, 10, "Data Value")),
        (rating(CLERK, READING, "IM", 0.99), (SKILLS, 10, "Data Value")),
        (rating(CLERK, READING, "LV", "n/a"), (SKILLS, 10, "Data Value")),
        (rating(CLERK, READING, "LV", "nan"), (SKILLS, 10, "Data Value")),
        (rating(CLERK, READING, "LV", 7.5), (SKILLS, 10, "Data Value")),
    ],
)
def test_each_fault_of_a_rating_is_named(
    tmp_path: Path, line: str, place: tuple[str, int, str]
) -> None:
    (fault,) = parse(write(tmp_path, (*RATINGS, line)), "acme", TODAY).faults
    assert (fault.file, fault.line, fault.name) == place


@pytest.mark.parametrize(
    ("element", "column"),
    [
        (("2.A.1.a", "Reading"), "Element Name"),
        (("2/A", "Reading"), "Element ID"),
        (("", "Reading"), "Element ID"),
        (("2.C", ""), "Element Name"),
        (("2.C", "x" * 301), "Element Name"),
    ],
)
def test_each_fault_of_an_element_is_named(
    tmp_path: Path, element: tuple[str, str], column: str
) -> None:
    occupation = "11-1011.00"
    occupations = (*onet_files.OCCUPATIONS, f"{occupation}\tChief Executives\t")
    both = (rating(occupation, element, "IM", 3), rating(occupation, element, "LV", 3))
    faults = parse(write(tmp_path, (*RATINGS, *both), occupations), "acme", TODAY).faults
    assert {(fault.file, fault.name) for fault in faults} == {(SKILLS, column)}
    assert faults[0].line == 10


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (f"{CLERK}\tAgain\t", "O*NET-SOC Code"),
        ("151252\tDevelopers\t", "O*NET-SOC Code"),
        ("11-1011.00\t\t", "Title"),
        (f"11-1011.00\t{'x' * 201}\t", "Title"),
    ],
)
def test_each_fault_of_an_occupation_is_named(tmp_path: Path, line: str, column: str) -> None:
    folder = write(tmp_path, occupations=(*onet_files.OCCUPATIONS, line))
    (fault,) = parse(folder, "acme", TODAY).faults
    assert (fault.file, fault.line, fault.name) == (OCCUPATIONS, 4, column)


def test_a_missing_file_is_one_fault(tmp_path: Path) -> None:
    (write(tmp_path) / OCCUPATIONS).unlink()
    assert [fault.file for fault in parse(tmp_path, "acme", TODAY).faults] == [OCCUPATIONS]
