"""Imports as they are sent: once, again, after a change, after a cut, with somebody in the way."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.directory.commands.person import DeactivatePerson, HirePerson
from services.directory.imports.company_csv import COLUMNS, Ids, Known, checked, parse
from services.goals.commands.role import SetRequirement
from services.goals.imports.differences import KnownRole
from services.learning.domain.skill import distinct
from services.learning.imports.differences import KnownSkill
from shared.kernel.actor import Client, Person
from shared.kernel.messages import StreamId
from suite.imports import catalogue_import
from suite.imports.catalogue_import import Known as KnownCatalogue
from suite.imports.company import CompanyImport
from suite.imports.esco import parse as parse_esco
from suite.imports.onet import parse as parse_onet
from suite.imports.report import Report
from suite.imports.sender import Accepted, ImportStopped, Refused, Sender, Services
from tests.unit.suite.imports import onet_files
from tests.unit.suite.imports.in_memory import COMPANY, NOW, World, world

ROOT = Path(__file__).parents[4]
TODAY = NOW.date()
IDS = Ids(COMPANY, bytes(32))
ROWS = (
    "1,Ada,ada@acme.example,Head,Management,,,Europe/London,en",
    "2,Bob,bob@acme.example,Lead,Engines,,1,,",
    "3,Cem,cem@acme.example,Engineer,Engines,,2,,tr;de",
)


def quietly(_done: int, _total: int, _what: str) -> None: ...


def known(*managers: tuple[str, str | None]) -> Known:
    return Known(
        managers={
            IDS.person(one): None if above is None else IDS.person(above) for one, above in managers
        }
    )


KNOWN = known(("1", None), ("2", "1"), ("3", "2"))


@pytest.fixture
def imported(tmp_path: Path) -> Callable[..., Any]:
    async def send(
        at: World, *rows: str, before: Known | None = None, issuer: StreamId | None = None
    ) -> Report:
        path = tmp_path / "company.csv"
        path.write_text("\n".join([",".join(COLUMNS), *rows]))
        company = parse(path, IDS, TODAY)
        assert checked(company, before or Known()) == []
        sending = CompanyImport(company, before or Known(), at.services, TODAY, issuer)
        return await sending.run(quietly)

    return send


Imported = Callable[..., Any]


async def test_a_company_is_hired_and_arranged(imported: Imported) -> None:
    async with world() as at:
        report = await imported(at, *ROWS)
        assert (report.recorded, report.held, report.complaints) == (4, 0, [])
        types = await at.types("directory")
        assert types == ["person-hired", "person-joined-lines"] * 3 + ["manager-changed"] * 2
        events = await at.stores["directory"].read_log(0, 100)
        assert {event.origin for event in events} == {"import"}


async def test_a_second_run_changes_nothing(imported: Imported) -> None:
    async with world() as at:
        await imported(at, *ROWS)
        heads = await at.heads()
        report = await imported(at, *ROWS, before=KNOWN)
        assert (report.recorded, report.held) == (0, 4)
        assert await at.heads() == heads


async def test_what_has_changed_is_changed_and_changed_back(imported: Imported) -> None:
    other = (*ROWS[:2], "3,Cem,cem@acme.example,Architect,Engines,,1,,tr;de")
    async with world() as at:
        await imported(at, *ROWS)
        for rows in (other, ROWS, other):
            before = len(await at.types("directory"))
            await imported(at, *rows, before=KNOWN)
            assert (await at.types("directory"))[before:] == ["job-changed", "manager-changed"]


async def test_a_run_that_was_cut_off_is_finished_by_the_next(imported: Imported) -> None:
    async with world() as at, world() as whole:
        await imported(at, *ROWS[:2])
        await imported(at, *ROWS)
        await imported(whole, *ROWS)
        assert sorted(await at.types("directory")) == sorted(await whole.types("directory"))


async def test_who_left_meanwhile_is_named_and_the_others_are_imported(
    imported: Imported,
) -> None:
    async with world() as at:
        sender = Sender(at.services, "directory", "run")
        gone = IDS.person("2")
        hire = HirePerson(person=gone, name="Bob", mail="b@acme.example", today=TODAY)
        assert await sender.send(hire) == Accepted(recorded=True)
        assert await sender.send(DeactivatePerson(person=gone, today=TODAY)) == Accepted(
            recorded=True
        )
        report = await imported(at, *ROWS)
        bob, cem = report.complaints
        assert bob.startswith("company.csv: line 3, column 1 (id): PersonNotActive: ")
        assert cem.startswith("company.csv: line 4, column 7 (manager): was not imported")
        assert str(report) == "2 commands recorded, 1 held already, 2 refused"


async def test_an_import_leaves_its_issuers_own_row_alone(imported: Imported) -> None:
    me = IDS.person("2")
    administrator = Person(id=me, scopes=frozenset({"admin", "backdate"}))
    changed = (ROWS[0], "2,Bob,bob@acme.example,Chief,Engines,,,,", ROWS[2])
    async with world(administrator) as at:
        await imported(at, *ROWS, issuer=me)  # into an empty directory: the own row too
        assert len(await at.types("directory")) == 8
        report = await imported(at, *changed, before=KNOWN, issuer=me)
        assert (report.recorded, report.complaints) == (0, [])


async def test_esco_is_imported_and_a_second_run_changes_nothing() -> None:
    found = parse_esco(ROOT / "suite" / "demo" / "esco", COMPANY, TODAY)
    async with world() as at:
        report = await catalogue_import.run(found, at.services, quietly)
        assert (report.recorded, report.complaints) == (120 + 14 + 190, [])
        heads = await at.heads()
        assert heads == [0, 14 + 190, 120]
        again = await catalogue_import.run(found, at.services, quietly)
        assert (again.recorded, again.held, again.complaints) == (0, 120 + 14 + 190, [])
        assert await at.heads() == heads


async def test_what_hr_has_made_of_a_requirement_stays() -> None:
    found = parse_esco(ROOT / "suite" / "demo" / "esco", COMPANY, TODAY)
    async with world() as at:
        await catalogue_import.run(found, at.services, quietly)
        one = found.requirements[0]
        raised = SetRequirement(role=one.role, skill=one.skill, level=5, importance=2, today=TODAY)
        await Sender(at.services, "goals", "run").send(raised)
        heads = await at.heads()
        known = KnownCatalogue(
            requirements=frozenset((one.role, one.skill) for one in found.requirements)
        )
        report = await catalogue_import.run(found, at.services, quietly, known)
        assert (report.recorded, report.held) == (0, 120 + 14 + 190)
        assert await at.heads() == heads


async def test_what_is_defined_otherwise_is_told_and_left_as_it_is() -> None:
    found = parse_esco(ROOT / "suite" / "demo" / "esco", COMPANY, TODAY)
    async with world() as at:
        first = found.skills[0]
        other = type(first)(skill=first.skill, name="Something else", today=TODAY)
        await Sender(at.services, "learning", "run").send(other)
        report = await catalogue_import.run(found, at.services, quietly)
        (complaint,) = report.complaints
        assert complaint.startswith(f"skills: {first.esco_uri}: SkillAlreadyDefined: ")


async def test_what_has_changed_in_the_file_is_all_that_is_sent() -> None:
    found = parse_esco(ROOT / "suite" / "demo" / "esco", COMPANY, TODAY)
    skills = {
        one.skill: KnownSkill(one.name, distinct(one.name, one.synonyms)) for one in found.skills
    }
    requirements = frozenset((one.role, one.skill) for one in found.requirements)
    first, second, third, *others = found.skills
    swapped = replace(
        first, name="Its newer name", synonyms=(*first.synonyms, first.name, "Its newer name")
    )
    changed = replace(
        found,
        skills=[swapped, replace(second, description="In other words"), third, *others],
        broader={second.skill: [third.skill]},
    )
    async with world() as at:
        await catalogue_import.run(found, at.services, quietly)
        before = len(await at.types("learning"))
        known = KnownCatalogue(skills, requirements)
        report = await catalogue_import.run(changed, at.services, quietly, known)
        assert (report.recorded, report.complaints) == (3, [])
        assert report.held == 118 + 14 + 190
        types = (await at.types("learning"))[before:]
        assert types == ["skill-renamed", "synonym-added", "skill-placed"]


async def test_a_role_of_which_only_the_title_has_changed_is_renamed() -> None:
    found = parse_esco(ROOT / "suite" / "demo" / "esco", COMPANY, TODAY)
    roles = {one.role: KnownRole(one.title, one.family, None, one.esco_uri) for one in found.roles}
    requirements = frozenset((one.role, one.skill) for one in found.requirements)
    first, second, *others = found.roles
    renamed, moved = replace(first, title="Its newer title"), replace(second, family="9999")
    changed = replace(found, skills=[], broader={}, roles=[renamed, moved, *others])
    async with world() as at:
        await catalogue_import.run(found, at.services, quietly)
        before = len(await at.types("goals"))
        known = KnownCatalogue(requirements=requirements, roles=roles)
        report = await catalogue_import.run(changed, at.services, quietly, known)
        assert (report.recorded, report.held) == (1, 12 + 190)
        (complaint,) = report.complaints
        assert complaint.startswith(f"roles: {second.esco_uri}: RoleAlreadyDefined: ")
        assert (await at.types("goals"))[before:] == ["role-renamed"]


async def test_onet_is_imported_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    found = parse_onet(onet_files.write(tmp_path), COMPANY, TODAY)
    async with world() as at:
        report = await catalogue_import.run(found, at.services, quietly)
        assert (report.recorded, report.complaints) == (2 + 2 + 3, [])
        heads = await at.heads()
        again = await catalogue_import.run(found, at.services, quietly)
        assert (again.recorded, again.held, again.complaints) == (0, 2 + 2 + 3, [])
        assert await at.heads() == heads == [0, 2 + 3, 2]


async def test_without_the_scope_nothing_is_sent_on(imported: Imported) -> None:
    async with world(Client(id="importer", scopes=frozenset({"backdate"}))) as at:
        with pytest.raises(ImportStopped, match="Forbidden"):
            await imported(at, *ROWS)
        assert await at.heads() == [0, 0, 0]


def answering(*responses: httpx.Response | Exception) -> tuple[Services, list[str]]:
    """Services that answer in turn, and the keys that they were asked with."""
    waiting, keys = iter(responses), []

    def answer(request: httpx.Request) -> httpx.Response:
        keys.append(request.headers["idempotency-key"])
        response = next(waiting)
        if isinstance(response, Exception):
            raise response
        return response

    client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    return Services(client, {"directory": "http://directory"}, token="any"), keys  # noqa: S106


COMMAND = DeactivatePerson(person=IDS.person("1"), today=date(2026, 11, 23))
GOOD = httpx.Response(200, json={"version": 2})


async def sent(*responses: httpx.Response | Exception) -> tuple[object, Sequence[str]]:
    services, keys = answering(*responses)
    async with services.client:
        return await Sender(services, "directory", "run").send(COMMAND), keys


async def test_a_busy_service_is_asked_again_with_the_same_key() -> None:
    busy = httpx.Response(503, headers={"retry-after": "0"})
    reply, keys = await sent(busy, httpx.ConnectError("no"), httpx.ReadTimeout("late"), GOOD)
    assert reply == Accepted(recorded=True)
    assert len(keys) == 4
    assert len(set(keys)) == 1


async def test_a_malformed_command_is_told_field_by_field() -> None:
    errors = [{"field": "mail", "rule": "must be one"}]
    reply, _ = await sent(httpx.Response(422, json={"code": "Malformed", "errors": errors}))
    assert reply == Refused("Malformed", "mail: must be one")


@pytest.mark.parametrize("status", [401, 403])
async def test_what_no_command_would_change_stops_the_import(status: int) -> None:
    with pytest.raises(ImportStopped, match="Forbidden"):
        await sent(httpx.Response(status, json={"code": "Forbidden", "detail": "no"}))
