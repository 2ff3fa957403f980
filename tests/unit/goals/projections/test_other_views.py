"""The views of roles, demand, the journal and what other services say."""

from dataclasses import fields, replace
from datetime import date

import pytest

from services.goals import foreign_events as foreign
from services.goals.events import EVENTS
from services.goals.events.demand import DemandRow, DemandSnapshotImported, SkillDeclaredObsolete
from services.goals.events.journal import (
    DraftDiscarded,
    DraftKept,
    EntryRevised,
    EntryShared,
    EntryUnshared,
    JournalEvent,
    LessonLinked,
    ReflectionRecorded,
    SetbackRecorded,
)
from services.goals.events.role import (
    RequirementDropped,
    RequirementSet,
    RoleDefined,
    RoleRenamed,
    RoleRetired,
)
from services.goals.projections import (
    DERIVED,
    PROJECTIONS,
    demand_rows,
    demand_snapshots,
    journal_entries,
    known_people,
    managers,
    obsolete_skills,
    requirements,
    roles,
    skill_names,
)
from shared.kernel.errors import ProjectionGap
from shared.kernel.messages import StreamId
from tests.unit.goals.projections.folding import rows_after

LEAD, RUST, SQL = StreamId("role-1"), StreamId("skill-1"), StreamId("skill-2")
ADA, BOSS, ENTRY = StreamId("person-1"), StreamId("person-2"), StreamId("entry-1")
WORK = StreamId("stretch_assignment-1")
DAY, NEXT = date(2026, 11, 23), date(2026, 12, 1)
DEFINED = RoleDefined(role=LEAD, title="Lead", family="2512", rung=3, esco_uri=None, defined_on=DAY)
SET = RequirementSet(
    role=LEAD, skill=RUST, number=1, level=3, importance=2, replaces=None, valid_from=DAY
)
OFFERED = SetbackRecorded(
    owner=ADA,
    entry=ENTRY,
    text="It failed",
    lesson=None,
    assignment=WORK,
    draft=True,
    recorded_on=DAY,
)
MEASURED = DemandSnapshotImported(
    source="jobs",
    taken_on=DAY,
    rows=(DemandRow(skill=RUST, index=80.5), DemandRow(skill=SQL, index=3.0)),
    imported_on=NEXT,
)


def test_every_event_is_shown_and_no_two_projections_write_one_table() -> None:
    read = {kind for projection in PROJECTIONS for kind in projection.on}
    assert set(EVENTS) <= read
    assert len({projection.table for projection in PROJECTIONS}) == len(PROJECTIONS)
    assert DERIVED == ()


def test_only_the_reporting_lines_stop_everything() -> None:
    stops = [projection.table for projection in PROJECTIONS if projection.never_parked]
    assert stops == ["line_changes", "managers"]


def test_a_key_is_the_first_field() -> None:
    row = rows_after(roles.projection, DEFINED)[LEAD]
    assert getattr(row, fields(row)[0].name) == LEAD


def test_a_role_is_shown_by_its_newest_title() -> None:
    renamed = RoleRenamed(role=LEAD, title="Head", renamed_on=NEXT)
    row = rows_after(roles.projection, DEFINED, renamed)[LEAD]
    assert (row.title, row.family, row.rung, row.defined_on) == ("Head", "2512", 3, DAY)


def test_a_role_is_retired_on_a_day() -> None:
    retired = RoleRetired(role=LEAD, retired_on=NEXT)
    row = rows_after(roles.projection, DEFINED, retired)[LEAD]
    assert (row.title, row.rung, row.status, row.retired_on) == ("Lead", 3, "retired", NEXT)


def test_a_changed_requirement_ends_one_version_and_begins_the_next() -> None:
    changed = replace(SET, number=2, level=4, replaces=1, valid_from=NEXT)
    first, second = rows_after(requirements.projection, SET, changed).values()
    assert (first.level, first.valid_from, first.valid_to) == (3, DAY, NEXT)
    assert (second.level, second.valid_from, second.valid_to) == (4, NEXT, None)


def test_a_dropped_requirement_ends() -> None:
    dropped = RequirementDropped(role=LEAD, skill=RUST, number=1, valid_to=NEXT)
    (row,) = rows_after(requirements.projection, SET, dropped).values()
    assert row.valid_to == NEXT


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ([OFFERED], ("It failed", None, True, False)),
        (
            [OFFERED, DraftKept(owner=ADA, entry=ENTRY, kept_on=NEXT)],
            ("It failed", None, False, False),
        ),
        (
            [OFFERED, LessonLinked(owner=ADA, entry=ENTRY, lesson="Test", linked_on=NEXT)],
            ("It failed", "Test", True, False),
        ),
        (
            [OFFERED, EntryRevised(owner=ADA, entry=ENTRY, text="I fell", revised_on=NEXT)],
            ("I fell", None, True, False),
        ),
        (
            [OFFERED, EntryShared(owner=ADA, entry=ENTRY, shared_on=NEXT)],
            ("It failed", None, True, True),
        ),
        (
            [
                OFFERED,
                EntryShared(owner=ADA, entry=ENTRY, shared_on=NEXT),
                EntryUnshared(owner=ADA, entry=ENTRY, unshared_on=NEXT),
            ],
            ("It failed", None, True, False),
        ),
    ],
)
def test_an_entry_as_it_stands(
    history: list[JournalEvent], expected: tuple[str, str | None, bool, bool]
) -> None:
    (row,) = rows_after(journal_entries.projection, *history).values()
    assert (row.text, row.lesson, row.draft, row.shared) == expected
    assert (row.kind, row.assignment, row.recorded_on) == ("setback", WORK, DAY)


def test_a_reflection_is_kept_and_a_discarded_draft_is_gone() -> None:
    reflected = ReflectionRecorded(owner=ADA, entry=ENTRY, text="Ask", recorded_on=DAY)
    (row,) = rows_after(journal_entries.projection, reflected).values()
    assert (row.kind, row.draft, row.assignment) == ("reflection", False, None)
    discarded = DraftDiscarded(owner=ADA, entry=ENTRY, discarded_on=NEXT)
    assert rows_after(journal_entries.projection, OFFERED, discarded) == {}
    with pytest.raises(ProjectionGap):
        rows_after(journal_entries.projection, discarded)


def test_a_snapshot_and_its_rows() -> None:
    (snapshot,) = rows_after(demand_snapshots.projection, MEASURED).values()
    assert (snapshot.source, snapshot.taken_on, snapshot.rows_total) == ("jobs", DAY, 2)
    rows = rows_after(demand_rows.projection, MEASURED).values()
    assert [(row.skill, row.index, row.taken_on) for row in rows] == [
        (RUST, 80.5, DAY),
        (SQL, 3.0, DAY),
    ]


def test_a_skill_is_obsolete_from_a_day() -> None:
    declared = SkillDeclaredObsolete(skill=RUST, declared_on=DAY)
    assert rows_after(obsolete_skills.projection, declared)[RUST].declared_on == DAY


def test_who_is_active() -> None:
    hired, gone = foreign.PersonHired(person=ADA), foreign.PersonDeactivated(person=ADA)
    back = foreign.PersonReactivated(person=ADA)
    assert rows_after(known_people.projection, hired)[ADA].active
    assert not rows_after(known_people.projection, hired, gone)[ADA].active
    assert rows_after(known_people.projection, hired, gone, back)[ADA].active
    erased = foreign.SubjectErased(person=ADA)
    assert rows_after(known_people.projection, hired, erased) == {}


def test_who_leads_whom() -> None:
    joined = foreign.PersonJoinedLines(person=ADA)
    led = foreign.ManagerChanged(person=ADA, manager=BOSS, changed_on=DAY)
    left = foreign.PersonLeftLines(person=ADA, left_on=DAY)
    back = foreign.PersonRejoinedLines(person=ADA, rejoined_on=DAY)
    assert rows_after(managers.projection, joined)[ADA].manager is None
    assert rows_after(managers.projection, joined, led)[ADA].manager == BOSS
    assert rows_after(managers.projection, joined, led, left)[ADA].manager is None
    assert rows_after(managers.projection, joined, led, left, back)[ADA].manager is None


def test_what_a_skill_is_called() -> None:
    defined = foreign.SkillDefined(skill=RUST, name="Rust")
    renamed = foreign.SkillRenamed(skill=RUST, name="Rust (language)")
    retired = foreign.SkillRetired(skill=RUST)
    row = rows_after(skill_names.projection, defined, renamed, retired)[RUST]
    assert (row.name, row.retired) == ("Rust (language)", True)
    with pytest.raises(ProjectionGap):
        rows_after(skill_names.projection, renamed)
