"""A company's CSV: what becomes of its rows, and each fault by line and column."""

import string
from collections.abc import Callable
from datetime import date
from pathlib import Path
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from services.directory.commands.person import HirePerson, TimeZone
from services.directory.imports.company_csv import (
    COLUMNS,
    Company,
    Ids,
    Known,
    checked,
    in_cycles,
    parse,
)
from shared.kernel.ids import unique_stream
from shared.kernel.messages import StreamId

TODAY = date(2026, 11, 23)
IDS = Ids("acme", bytes(32))
HEADER = ",".join(COLUMNS)
GOOD = "1,Ada Byron,ada@acme.example,Engineer,Engines,,,Europe/London,en;fr"
ESCO = "http://data.europa.eu/esco/occupation/0464b062-cea6-4164-b10d-956c61956ae7"
BORN_ROLE = "role-0192d3a0-0000-7000-8000-000000000001"

Read = Callable[..., Company]


@pytest.fixture
def company(tmp_path: Path) -> Read:
    def write(*lines: str, header: str = HEADER) -> Company:
        path = tmp_path / "company.csv"
        path.write_text("\n".join([header, *lines]), encoding="utf-8")
        return parse(path, IDS, TODAY)

    return write


def places(found: Company, known: Known | None = None) -> list[tuple[int, str]]:
    return [(fault.line, fault.name) for fault in checked(found, known or Known())]


def row(number: int | str, manager: int | str = "", **fields: str) -> str:
    values = {"id": str(number), "name": "N", "mail": f"n{number}@acme.example"} | fields
    return ",".join({**dict.fromkeys(COLUMNS, ""), **values, "manager": str(manager)}.values())


def test_a_row_becomes_a_person(company: Read) -> None:
    found = company(GOOD)
    ada = IDS.person("1")
    assert found.hires == [
        HirePerson(
            person=ada,
            external_id="1",
            name="Ada Byron",
            mail="ada@acme.example",
            title="Engineer",
            department="Engines",
            time_zone="Europe/London",
            languages=("en", "fr"),
            today=TODAY,
        )
    ]
    assert found.managers == {ada: None}
    assert places(found) == []


def test_what_may_be_empty_is_none(company: Read) -> None:
    (hire,) = company(row(1)).hires
    assert (hire.title, hire.department, hire.role, hire.time_zone) == (None, None, None, None)
    assert hire.languages == ()


def test_a_role_is_named_by_its_id_or_its_esco_uri(company: Read) -> None:
    found = company(row(1, role=BORN_ROLE), row(2, role=ESCO))
    assert [hire.role for hire in found.hires] == [
        BORN_ROLE,
        unique_stream("acme", "role", ESCO),
    ]
    assert places(company(row(1, role="Engineer"))) == [(2, "role")]


def test_ids_say_nothing_and_differ_by_company_and_key() -> None:
    others = {IDS.person("1"), Ids("other", bytes(32)).person("1"), Ids("acme", b"k").person("1")}
    assert len(others) == 3
    assert IDS.person("1") == Ids("acme", bytes(32)).person("1")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([row(1), row(2, manager=9)], [(3, "manager")]),
        ([row(1), row(1, mail="other@acme.example")], [(3, "id")]),
        ([row(1, mail="a@acme.example"), row(2, mail="A@acme.example")], [(3, "mail")]),
        ([row(1, mail="ada@acme")], [(2, "mail")]),
        ([row(1, mail="")], [(2, "mail")]),
        ([row(1, name="")], [(2, "name")]),
        ([row("")], [(2, "id")]),
        ([row(1, name="x" * 201)], [(2, "name")]),
        ([row(1, time_zone="Mars/Olympus")], [(2, "time_zone")]),
        ([row(1), "2,Bob"], [(3, "mail")]),
        ([row(1), '2,"Bob,bob@acme.example,,,,,,', row(3)], [(3, "name")]),
        ([row(1, manager=1)], [(2, "manager")]),
        (
            [row(1), row(2, manager=3), row(3, manager=4), row(4, manager=2), row(5, manager=2)],
            [(3, "manager"), (4, "manager"), (5, "manager")],
        ),
    ],
)
def test_each_fault_is_named_by_line_and_column(
    company: Read, lines: list[str], expected: list[tuple[int, str]]
) -> None:
    assert places(company(*lines)) == expected


def test_all_faults_are_told_at_once(company: Read) -> None:
    found = company(
        row(1, manager=2, mail="ada@acme"), row(2, manager=1, time_zone="Nowhere"), row(2), "3"
    )
    assert places(found) == [
        (2, "mail"),
        (2, "manager"),
        (3, "manager"),
        (3, "time_zone"),
        (4, "id"),
        (4, "mail"),
        (5, "name"),
    ]


def test_every_missing_column_is_named(company: Read) -> None:
    found = company("1,Ada", header="id,name")
    assert {fault.name for fault in found.faults} == set(COLUMNS[2:])
    assert {fault.line for fault in found.faults} == {1}


def test_a_manager_may_be_somebody_known(company: Read) -> None:
    boss = IDS.person("boss")
    found = company(row(1, manager="boss"))
    assert found.named == {IDS.person("1"), boss}
    assert places(found) == [(2, "manager")]
    assert places(found, Known(managers={boss: None})) == []
    assert places(found, Known(left=frozenset({boss}))) == [(2, "manager")]


def test_who_has_left_is_no_row(company: Read) -> None:
    left = Known(left=frozenset({IDS.person("1")}))
    assert places(company(row(1)), left) == [(2, "id")]


def test_a_cycle_may_lead_through_somebody_known(company: Read) -> None:
    known = Known(managers={IDS.person("boss"): IDS.person("1")})
    assert places(company(row(1, manager="boss")), known) == [(2, "manager")]
    assert places(company(row(1, manager="boss"), row("boss")), known) == []


@given(st.dictionaries(st.sampled_from(string.digits), st.none() | st.sampled_from(string.digits)))
def test_those_in_cycles_are_those_who_come_back_to_themselves(
    lines: dict[str, str | None],
) -> None:
    managers = {
        StreamId(person): None if above is None else StreamId(above)
        for person, above in lines.items()
    }

    def comes_back(person: StreamId) -> bool:
        above = managers[person]
        for _ in managers:
            if above == person:
                return True
            above = managers.get(above) if above else None
        return False

    assert in_cycles(managers) == {person for person in managers if comes_back(person)}


def test_the_service_takes_every_time_zone_that_a_file_may_name() -> None:
    zone = TypeAdapter(TimeZone)
    assert all(zone.validate_python(name) == name for name in available_timezones())
