"""Imports into real services: from the files to the rows, and once more without effect."""

import asyncio
import secrets
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
from suite.imports import esco_import
from suite.imports.company import CompanyImport, known_people
from suite.imports.esco import parse as parse_esco
from suite.imports.report import Report
from suite.imports.sender import Services
from tests.integration.runtime.running import AUDIENCE, ISSUER, Issuer, eventually, running

ROOT = Path(__file__).parents[3]
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


async def test_esco_becomes_skills_roles_and_requirements_and_again_changes_nothing(
    suite: Suite,
) -> None:
    found = parse_esco(ROOT / "suite" / "demo" / "esco", "acme", TODAY)
    report = await esco_import.run(found, suite.services, quietly)
    assert (report.recorded, report.complaints) == (120 + 14 + 190, [])

    async def rows() -> bool:
        counts = await suite.rows.fetchrow(
            "SELECT (SELECT count(*) FROM learning.skills), (SELECT count(*) FROM goals.roles),"
            " (SELECT count(*) FROM goals.requirements)"
        )
        return counts is not None and tuple(counts) == (120, 14, 190)

    await eventually(rows)
    before = await suite.heads()
    known = await esco_import.known_requirements(suite.read_url)
    assert len(known) == 190
    again = await esco_import.run(found, suite.services, quietly, known)
    assert (again.recorded, again.held, again.complaints) == (0, 120 + 14 + 190, [])
    assert await suite.heads() == before
