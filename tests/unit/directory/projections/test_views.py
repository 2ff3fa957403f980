"""The views of the directory: given events, then the row."""

from collections.abc import Mapping
from datetime import date
from functools import reduce

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.directory.events.person import (
    JobChanged,
    PersonDeactivated,
    PersonHired,
    PersonReactivated,
    ProfileChanged,
    SubjectErased,
)
from services.directory.events.reporting_lines import (
    ManagerChanged,
    PersonJoinedLines,
    PersonLeftLines,
    PersonRejoinedLines,
    ReportingLinesEvent,
)
from services.directory.projections import departments, managers, people, report_line
from shared.kernel.errors import ProjectionGap
from shared.kernel.messages import StreamId

ADA, BOB, ROLE = StreamId("person-1"), StreamId("person-2"), StreamId("role-1")
DAY, LATER = date(2026, 11, 23), date(2026, 12, 1)
HIRED = PersonHired(
    person=ADA,
    external_id="E-7",
    name="Ada Byron",
    mail="ada@acme.example",
    title="Engineer",
    department="Engines",
    role=ROLE,
    time_zone="Europe/London",
    languages=("en",),
    hired_on=DAY,
)
LEFT = PersonDeactivated(person=ADA, deactivated_on=LATER)


def person_after(*history: people.CardEvent) -> people.PersonRow | None:
    def step(row: people.PersonRow | None, event: people.CardEvent) -> people.PersonRow | None:
        return people.evolve(ADA, row, event)

    return reduce(step, history, None)


def test_a_person_has_the_profile_and_job_of_today() -> None:
    row = person_after(
        HIRED,
        ProfileChanged(
            person=ADA,
            name="Ada Lovelace",
            mail="al@acme.example",
            time_zone=None,
            languages=(),
            changed_on=LATER,
        ),
        JobChanged(person=ADA, title="Head", department=None, role=None, changed_on=LATER),
    )
    assert row == people.PersonRow(
        person_id=ADA,
        external_id="E-7",
        name="Ada Lovelace",
        mail="al@acme.example",
        title="Head",
        department=None,
        role_id=None,
        time_zone=None,
        languages=(),
        active=True,
        hired_on=DAY,
        deactivated_on=None,
    )


def test_who_leaves_stays_with_the_day_until_they_come_back() -> None:
    row = person_after(HIRED, LEFT)
    assert row is not None
    assert (row.active, row.deactivated_on) == (False, LATER)
    row = person_after(HIRED, LEFT, PersonReactivated(person=ADA, reactivated_on=LATER))
    assert row is not None
    assert (row.active, row.deactivated_on) == (True, None)


def test_who_is_erased_has_no_row() -> None:
    assert person_after(HIRED, SubjectErased(person=ADA, erased_on=LATER)) is None


def test_a_row_is_opened_by_its_first_event_only() -> None:
    with pytest.raises(ProjectionGap):
        person_after(LEFT)
    with pytest.raises(ProjectionGap):
        line_after(ManagerChanged(person=ADA, manager=BOB, previous=None, changed_on=DAY))


def line_after(*history: ReportingLinesEvent) -> managers.ReportingTo | None:
    def step(
        row: managers.ReportingTo | None, event: ReportingLinesEvent
    ) -> managers.ReportingTo | None:
        return managers.evolve(ADA, row, event)

    return reduce(step, history, None)


def test_a_line_leads_to_the_newest_manager_until_the_person_leaves() -> None:
    joined = PersonJoinedLines(person=ADA, joined_on=DAY)
    under = ManagerChanged(person=ADA, manager=BOB, previous=None, changed_on=DAY)
    left = PersonLeftLines(person=ADA, for_good=False, left_on=DAY)
    assert line_after(joined) == managers.ReportingTo(person_id=ADA, manager_id=None)
    assert line_after(joined, under) == managers.ReportingTo(person_id=ADA, manager_id=BOB)
    assert line_after(joined, under, left) is None
    again = PersonRejoinedLines(person=ADA, rejoined_on=DAY)
    assert line_after(joined, under, left, again) == managers.ReportingTo(
        person_id=ADA, manager_id=None
    )
    assert managers.projection.never_parked


NUMBERS = st.integers(0, 9)


def steps_above(key: str, lines: Mapping[str, str]) -> list[dict[str, StreamId]]:
    """What the SQL reads: every step of the line that begins at ``key``, in any order."""
    found: dict[str, str] = {}
    person = key
    while person in lines and person not in found:
        found[person] = person = lines[person]
    return [
        {"person_id": StreamId(below), "manager_id": StreamId(above)}
        for below, above in sorted(found.items())
    ]


@for_all(st.dictionaries(NUMBERS, NUMBERS))
def test_the_closure_is_everybody_above_once_with_their_distance(lines: dict[int, int]) -> None:
    named = {str(person): str(manager) for person, manager in lines.items()}
    for person in map(str, range(10)):
        rows = report_line.compute(person, steps_above(person, named), DAY)
        expected: list[str] = []
        above = named.get(person)
        while above is not None and above not in (person, *expected):
            expected.append(above)
            above = named.get(above)
        assert [(row.manager_id, row.depth) for row in rows] == [
            (manager, depth) for depth, manager in enumerate(expected, start=1)
        ]
        assert len({row.line_key for row in rows}) == len(rows)
        assert {row.person_id for row in rows} <= {person}


def test_a_department_lasts_while_somebody_works_there() -> None:
    assert departments.compute("Engines", [{"active_people": 3}], DAY) == [
        departments.Department(department="Engines", active_people=3)
    ]
    assert departments.compute("Engines", [], DAY) == []
