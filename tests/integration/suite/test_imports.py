"""Imports into real services: from the files to the rows, and once more without effect."""

import asyncio
import csv
import io
import secrets
import shutil
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from services.directory.imports.company_csv import COLUMNS, Company, Ids, Known, checked, parse
from shared.runtime.pools import Pool, open_pool
from suite.exports.skills import as_csv, skills
from suite.imports import catalogue_import
from suite.imports.catalogue import Catalogue
from suite.imports.company import CompanyImport, known_people
from suite.imports.esco import parse as parse_esco
from suite.imports.onet import parse as parse_onet
from suite.imports.report import Report
from suite.imports.sender import Services
from tests.integration.runtime.running import AUDIENCE, ISSUER, Issuer, eventually, running
from tests.unit.suite.imports import onet_files

ROOT = Path(__file__).parents[3]
SLICE = ROOT / "suite" / "demo" / "esco"
WHOLE = ROOT.parent / "shared" / "data" / "esco-ict"
THERE = """
SELECT (SELECT count(*) FROM learning.skills WHERE skill_id = ANY ($1::text[])),
    (SELECT count(*) FROM goals.roles WHERE role = ANY ($2::text[])),
    (SELECT count(*) FROM goals.requirements WHERE role = ANY ($2::text[]))
"""
NAME = "SELECT name FROM learning.skills WHERE skill_id = $1"
TITLE = "SELECT title FROM goals.roles WHERE role = $1"
PARENT = "SELECT parent_id FROM learning.skill_placements WHERE skill_id = $1"
NAMES = ("directory", "goals", "learning")
IDS = Ids("acme", b"k" * 32)
TODAY = datetime.now(UTC).date()
PEOPLE = 60


def key() -> str:
    return b64encode(secrets.token_bytes(32)).decode()


@dataclass
class Suite:
    services: Services
    read_url: str
    rows: Pool

    async def heads(self) -> list[int]:
        return [
            await self.rows.fetchval(f"SELECT count(*) FROM {name}_log.events")  # noqa: S608
            for name in NAMES
        ]


@pytest.fixture(scope="module")
async def suite(
    database: str, kafka: str, topic_prefix: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Suite]:
    folder = tmp_path_factory.mktemp("suite")
    issuer = Issuer(folder)
    issuer.publish()
    environment = {
        "MASTERY_COMPANY": "acme",
        "MASTERY_MODE": "local",
        "MASTERY_CLIENT_TIME": "true",
        "MASTERY_DATABASE_URL": database,
        "MASTERY_KAFKA_BOOTSTRAP_SERVERS": kafka,
        "MASTERY_TOPIC_PREFIX": topic_prefix,
        "MASTERY_TOPIC_PARTITIONS": "3",
        **{f"MASTERY_{name}_KEY": key() for name in ("MASTER", "HASH", "TOKEN")},
        "MASTERY_JWKS_URL": issuer.jwks.as_uri(),
        "MASTERY_JWT_ISSUER": ISSUER,
        "MASTERY_JWT_AUDIENCE": AUDIENCE,
    }
    async with AsyncExitStack() as stack:
        started = await asyncio.gather(
            *(stack.enter_async_context(running(name, environment, folder)) for name in NAMES)
        )
        addresses = {service.name: service.url for service in started}
        client = await stack.enter_async_context(httpx.AsyncClient(timeout=30))
        rows = await stack.enter_async_context(
            await open_pool(database, "directory", application="test", most=2)
        )
        token = issuer.client("hr", "backdate")
        yield Suite(Services(client, addresses, token), database, rows)


def quietly(_done: int, _total: int, _what: str) -> None: ...


def company(folder: Path) -> Company:
    """A head, and everybody else under the one before the one before."""
    path = folder / "company.csv"
    lines = [
        f"E{n},Person {n},p{n}@acme.example,Engineer,Engines,,{f'E{n // 2}' if n > 1 else ''},,en"
        for n in range(1, PEOPLE + 1)
    ]
    path.write_text("\n".join([",".join(COLUMNS), *lines]))
    return parse(path, IDS, TODAY)


async def imported(suite: Suite, file: Company) -> Report:
    known = await known_people(suite.read_url)
    assert checked(file, known) == []
    return await CompanyImport(file, known, suite.services, TODAY).run(quietly)


async def test_a_company_becomes_people_and_lines_and_again_changes_nothing(
    suite: Suite, tmp_path: Path
) -> None:
    file = company(tmp_path)
    assert await known_people(suite.read_url) == Known()
    report = await imported(suite, file)
    assert (report.recorded, report.complaints) == (PEOPLE + 1, [])

    async def all_there() -> bool:
        known = await known_people(suite.read_url)
        return dict(known.managers) == dict(file.managers)

    await eventually(all_there)
    below_the_head = "SELECT count(*) FROM directory.report_line WHERE manager_id = $1"
    head = IDS.person("E1")
    assert await suite.rows.fetchval(below_the_head, head) == PEOPLE - 1
    counted = "SELECT active_people FROM directory.departments WHERE department = 'Engines'"

    async def counted_there() -> bool:
        return bool(await suite.rows.fetchval(counted) == PEOPLE)

    await eventually(counted_there)
    before = await suite.heads()
    again = await imported(suite, file)
    assert (again.recorded, again.held) == (0, PEOPLE + 1)
    assert await suite.heads() == before


async def sent(suite: Suite, found: Catalogue) -> Report:
    """Imported, after a look at what is there."""
    assert found.faults == []
    known = await catalogue_import.known(suite.read_url)
    return await catalogue_import.run(found, suite.services, quietly, known)


async def sent_and_there(suite: Suite, found: Catalogue) -> list[int]:
    """Imported for the first time and shown; the positions of the logs."""
    sizes = (len(found.skills), len(found.roles), len(found.requirements))
    report = await sent(suite, found)
    assert (report.recorded, report.complaints) == (sum(sizes), [])
    skill_ids, role_ids = [one.skill for one in found.skills], [one.role for one in found.roles]

    async def there() -> bool:
        row = await suite.rows.fetchrow(THERE, skill_ids, role_ids)
        return row is not None and tuple(row) == sizes

    await eventually(there)
    return await suite.heads()


async def sent_again(suite: Suite, found: Catalogue, heads: list[int]) -> None:
    """Imported once more, which changes nothing."""
    again = await sent(suite, found)
    held = len(found.skills) + len(found.roles) + len(found.requirements)
    assert (again.recorded, again.held, again.complaints) == (0, held, [])
    assert await suite.heads() == heads


async def shown(suite: Suite, statement: str, of: str, expected: object) -> None:
    async def there() -> bool:
        return bool(await suite.rows.fetchval(statement, of) == expected)

    await eventually(there)


async def test_esco_becomes_skills_roles_and_requirements_and_again_changes_nothing(
    suite: Suite,
) -> None:
    found = parse_esco(SLICE, "acme", TODAY)
    assert str(found) == "120 skills, 14 roles, 190 requirements"
    await sent_again(suite, found, await sent_and_there(suite, found))


async def test_a_newer_esco_brings_what_has_changed_and_nothing_else(
    suite: Suite, tmp_path: Path
) -> None:
    older = parse_esco(SLICE, "newer", TODAY)
    before = await sent_and_there(suite, older)
    first, second = older.skills[:2]
    for path in SLICE.glob("*.csv"):
        shutil.copy(path, tmp_path)
    file = tmp_path / "skills_en.csv"
    file.write_text(file.read_text().replace(f",{first.name},", ",Its newer name,"))
    (tmp_path / "broaderRelationsSkillPillar_en.csv").write_text(
        "conceptType,conceptUri,broaderType,broaderUri\n"
        f"KnowledgeSkillCompetence,{second.esco_uri},KnowledgeSkillCompetence,{first.esco_uri}\n"
    )
    role = older.roles[0]
    occupations = tmp_path / "occupations_en.csv"
    occupations.write_text(occupations.read_text().replace(f",{role.title},", ",Its newer title,"))
    report = await sent(suite, parse_esco(tmp_path, "newer", TODAY))
    assert (report.recorded, report.complaints) == (3, [])
    after = await suite.heads()
    assert [now - then for now, then in zip(after, before, strict=True)] == [0, 1, 2]
    await shown(suite, TITLE, role.role, "Its newer title")
    await shown(suite, NAME, first.skill, "Its newer name")
    await shown(suite, PARENT, second.skill, first.skill)
    await sent_again(suite, parse_esco(tmp_path, "newer", TODAY), after)
    back = await sent(suite, older)
    assert (back.recorded, back.complaints) == (2, [])
    await shown(suite, TITLE, role.role, role.title)
    await shown(suite, NAME, first.skill, first.name)


@pytest.mark.skipif(not WHOLE.exists(), reason="the larger set lies beside the checkout")
async def test_the_larger_real_set_is_imported(suite: Suite) -> None:
    found = parse_esco(WHOLE, "larger", TODAY)
    assert len(found.skills) > 800
    await sent_again(suite, found, await sent_and_there(suite, found))
    rows = await suite.rows.fetch("SELECT skill_id FROM learning.search_skills('hasckell', 50)")
    haskell = next(one.skill for one in found.skills if one.name == "Haskell")
    assert haskell in [row["skill_id"] for row in rows]


async def test_onet_becomes_skills_roles_and_requirements_and_again_changes_nothing(
    suite: Suite, tmp_path: Path
) -> None:
    found = parse_onet(onet_files.write(tmp_path), "acme", TODAY)
    await sent_again(suite, found, await sent_and_there(suite, found))


async def test_the_whole_catalogue_is_exported(suite: Suite, tmp_path: Path) -> None:
    found = parse_onet(onet_files.write(tmp_path), "exported", TODAY)
    await sent_and_there(suite, found)
    exported = await skills(suite.read_url)
    assert len(exported) == await suite.rows.fetchval("SELECT count(*) FROM learning.skills")
    rows = list(csv.DictReader(io.StringIO(as_csv(exported), newline="")))
    by_id = {row["id"]: row for row in rows}
    assert len(by_id) == len(rows) == len(exported)
    for one in found.skills:
        row = by_id[one.skill]
        assert (row["name"], row["onet_id"], row["volatility"]) == (one.name, one.onet_id, "1.0")
