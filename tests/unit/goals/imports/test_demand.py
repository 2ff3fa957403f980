"""The demand file: the whole of it, or every fault by line and column."""

from datetime import date
from uuid import UUID

import pytest

from services.goals.commands.demand import ImportDemandSnapshot, SkillDemand
from services.goals.imports import demand
from shared.kernel.ids import unique_stream
from shared.kernel.messages import StreamId
from shared.runtime.csv_file import Fault

DAY = date(2026, 11, 23)
RUST = StreamId(f"skill-{UUID(int=1)}")
URI = "http://data.europa.eu/esco/skill/000f1d3d-220f-4789-9c0a-cc742521fb02"
HASKELL = unique_stream("acme", "skill", URI)


def read(text: str, known: list[StreamId] | None = None) -> ImportDemandSnapshot | list[Fault]:
    return demand.read(text, source="jobs", taken_on=DAY, today=DAY, company="acme", known=known)


def test_skills_are_named_by_id_or_esco_uri() -> None:
    assert read(f"skill,index\n{RUST},80\n{URI},12.5\n") == ImportDemandSnapshot(
        source="jobs",
        taken_on=DAY,
        rows=(SkillDemand(skill=RUST, index=80.0), SkillDemand(skill=HASKELL, index=12.5)),
        today=DAY,
    )


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", (1, 1)),
        ("skill,index\n", (2, 1)),
        ("skill\n", (1, 2)),
        (f"skill,index\n{RUST},high\n", (2, 2)),
        (f"skill,index\n{RUST},101\n", (2, 2)),
        (f"skill,index\n{RUST},nan\n", (2, 2)),
        ("skill,index\nRust,5\n", (2, 1)),
        (f"skill,index\n{RUST},5\n{RUST},6\n", (3, 1)),
        (f"skill,index\n{RUST}\n", (2, 2)),
        (f'skill,index\n"{RUST},5\n', (2, 1)),
    ],
)
def test_a_fault_is_named_by_line_and_column(text: str, place: tuple[int, int]) -> None:
    faults = read(text)
    assert isinstance(faults, list)
    assert [(fault.line, fault.column) for fault in faults] == [place]


def test_every_fault_is_named_at_once() -> None:
    faults = read(f"skill,index\nRust,5\n{RUST},5\n{URI},-1\n")
    assert isinstance(faults, list)
    assert [(fault.line, fault.name) for fault in faults] == [(2, "skill"), (4, "index")]


def test_a_skill_must_be_known_where_the_known_ones_are_given() -> None:
    faults = read(f"skill,index\n{RUST},5\n{URI},6\n", known=[RUST])
    assert isinstance(faults, list)
    assert [str(fault) for fault in faults] == [
        "demand.csv: line 3, column 1 (skill): no such skill"
    ]
