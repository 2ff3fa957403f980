"""Fills an empty store with the demo company, through the public commands and nothing else.

Every command has a key that follows from the seed, so a fill that was cut off is finished by
filling again. People act with tokens of their own, HR as the head of its department; the imports
are the local Client's.
"""

import json
import tempfile
from base64 import b64decode
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import httpx

from services.directory.imports.company_csv import Ids, Known, parse
from suite.demo.catalogue import CatalogueRole, Member, Wanted
from suite.demo.company import Colleague, Job, company
from suite.demo.roster import write_roster
from suite.demo.sending import AT_ONCE, Hands, play
from suite.demo.waiting import nothing_due, until_known, until_recorded
from suite.demo.year import year
from suite.imports import catalogue_import
from suite.imports.catalogue import Catalogue
from suite.imports.company import CompanyImport
from suite.imports.esco import parse as parse_esco
from suite.imports.report import Report
from suite.imports.sender import OnProgress, Services
from suite.local.environment import Surroundings
from suite.local.environment import company as company_name
from suite.local.processes import write_whole

SLICE = Path(__file__).parent / "esco"


class DemoRefused(Exception):
    """A service refused what the demo imports: the demo and the rules do not fit any more."""


async def fill(
    here: Surroundings, people: int, months: int, on_progress: OnProgress
) -> Mapping[str, str]:
    """Answers the mail addresses of ``employee``, ``manager`` and ``hr``."""
    until = last_day(here)
    began = until - timedelta(days=months * 30 + 15)
    esco = parse_esco(SLICE, company_name(), began)
    roles = catalogue(esco)
    chart = company(people, [Job(role.uri, role.title) for role in roles])
    ids = Ids(company_name(), b64decode(here.secrets.environment()["MASTERY_IMPORT_KEY"]))
    stamp = {
        "mastery-origin": "demo",
        "mastery-time": datetime.combine(began, time(8), UTC).isoformat(),
    }
    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    async with httpx.AsyncClient(timeout=30, trust_env=False, limits=limits) as client:
        services = Services(
            client, here.addresses, here.secrets.client_token.read_text().strip(), stamp
        )
        accept(await catalogue_import.run(esco, services, on_progress))
        accept(await hire(chart, ids, began, services, on_progress))
        members = [member(who, ids) for who in chart]
        await until_known(here.databases.events, members)
        hands = Hands(services, here.secrets, hr=ids.person(chart[1].id))
        async with nothing_due(here.databases.events):
            await play(year(members, roles, until, months), hands, on_progress)
        await until_recorded(here.databases.events, on_progress)
    return cast(chart)


def last_day(here: Surroundings) -> date:
    """Yesterday when the fill began: a second run tells the same story to its end."""
    note = here.folder.path / "demo-until.json"
    if not note.exists():
        yesterday = datetime.now(UTC).date() - timedelta(days=1)
        write_whole(note, json.dumps(yesterday.isoformat()))
    return date.fromisoformat(json.loads(note.read_text()))


async def hire(
    chart: Sequence[Colleague], ids: Ids, began: date, services: Services, on_progress: OnProgress
) -> Report:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "company.csv"
        write_roster(chart, file)
        parsed = parse(file, ids, began)
    return await CompanyImport(parsed, Known(), services, began).run(on_progress)


def accept(report: Report) -> None:
    if report.complaints:
        raise DemoRefused(f"{report}: {report.complaints[0]}")


def catalogue(esco: Catalogue) -> list[CatalogueRole]:
    """Roles that have at least three skills, the essential ones first."""
    names = {skill.skill: skill.name for skill in esco.skills}
    wanted: dict[str, list[Wanted]] = {}
    for line in sorted(esco.requirements, key=lambda line: -line.importance):
        wanted.setdefault(line.role, []).append(Wanted(line.skill, names[line.skill], line.level))
    return [
        CatalogueRole(role.role, str(role.esco_uri), role.title, wanted[role.role])
        for role in esco.roles
        if len(wanted.get(role.role, ())) >= 3
    ]


def member(who: Colleague, ids: Ids) -> Member:
    return Member(
        person=ids.person(who.id),
        manager=ids.person(who.manager) if who.manager else None,
        role=ids.role(who.role) if who.role else None,
        department=who.department,
        level=who.level,
    )


def cast(chart: Sequence[Colleague]) -> Mapping[str, str]:
    """Three people to be: of the first team its lead and a member, and the head of HR."""
    manager = next(who for who in chart if who.level == 3)
    employee = next(who for who in chart if who.manager == manager.id)
    return {"employee": employee.mail, "manager": manager.mail, "hr": chart[1].mail}
