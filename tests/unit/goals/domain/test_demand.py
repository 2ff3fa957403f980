"""The rules of demand: given events, when a command, then events."""

from dataclasses import replace
from datetime import date, timedelta
from math import inf, nan

import pytest

from services.goals.commands.demand import DeclareSkillObsolete, ImportDemandSnapshot, SkillDemand
from services.goals.domain import demand
from services.goals.events.demand import DemandRow, DemandSnapshotImported, SkillDeclaredObsolete
from shared.kernel.messages import NOBODY, StreamId
from shared.testing.decider_spec import DeciderSpec

given = DeciderSpec(demand.decider).given

RUST, SQL = StreamId("skill-1"), StreamId("skill-2")
TODAY = date(2026, 11, 23)
IMPORT = ImportDemandSnapshot(
    source="jobs",
    taken_on=TODAY,
    rows=(SkillDemand(skill=RUST, index=80.5), SkillDemand(skill=SQL, index=0)),
    today=TODAY,
)
IMPORTED = DemandSnapshotImported(
    source="jobs",
    taken_on=TODAY,
    rows=(DemandRow(skill=RUST, index=80.5), DemandRow(skill=SQL, index=0)),
    imported_on=TODAY,
)
DECLARE = DeclareSkillObsolete(skill=RUST, today=TODAY)
DECLARED = SkillDeclaredObsolete(skill=RUST, declared_on=TODAY)


def test_a_snapshot_is_imported() -> None:
    given().when(IMPORT).then(IMPORTED)


def test_the_same_snapshot_again_changes_nothing() -> None:
    again = replace(IMPORT, rows=IMPORT.rows[::-1], today=TODAY + timedelta(days=1))
    given(IMPORTED).when(again).then_nothing()


def test_a_snapshot_is_imported_once() -> None:
    other = replace(IMPORT, rows=IMPORT.rows[:1])
    given(IMPORTED).when(other).then_refused(demand.SnapshotAlreadyImported)


@pytest.mark.parametrize(
    "command",
    [
        replace(IMPORT, rows=()),
        replace(IMPORT, rows=IMPORT.rows[:1] * 2),
        replace(
            IMPORT,
            rows=tuple(SkillDemand(skill=StreamId(f"skill-{n}"), index=1) for n in range(5_001)),
        ),
        replace(IMPORT, taken_on=TODAY + timedelta(days=1)),
    ],
)
def test_a_snapshot_is_usable(command: ImportDemandSnapshot) -> None:
    given().when(command).then_refused(demand.SnapshotUnusable)


@pytest.mark.parametrize("index", [-0.1, 100.1, inf, nan])
def test_an_index_lies_between_0_and_100(index: float) -> None:
    rows = (SkillDemand(skill=RUST, index=index),)
    given().when(replace(IMPORT, rows=rows)).then_refused(demand.IndexOutOfRange)


def test_a_skill_is_declared_obsolete_once() -> None:
    given().when(DECLARE).then(DECLARED)
    given(DECLARED).when(DECLARE).then_nothing()


def test_demand_is_nobodys_record() -> None:
    assert demand.about(demand.decider.initial_state, IMPORTED) == (NOBODY,)
