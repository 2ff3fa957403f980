"""``mastery import company``, ``mastery import esco`` and ``mastery import onet``."""

import asyncio
from base64 import b64decode
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import httpx
import typer

from services.directory.imports import company_csv
from services.directory.imports.company_csv import Ids, Known
from shared.runtime.csv_file import Fault
from suite.commands.options import DataOption, console, errors, fail, folder, running
from suite.imports import catalogue_import, esco, onet
from suite.imports.catalogue import Catalogue
from suite.imports.company import CompanyImport, known_people
from suite.imports.report import Report
from suite.imports.sender import AT_ONCE, ImportStopped, OnProgress, Services
from suite.local import progress, state
from suite.local.environment import Surroundings, company
from suite.local.folder import DataFolder

SHOWN_FAULTS = 200
TIMEOUT = httpx.Timeout(30.0)

CheckOption = Annotated[
    bool, typer.Option("--check", help="Only check the whole file; send nothing.")
]


def add_to(app: typer.Typer) -> None:
    importing = typer.Typer(help="Imports files of others.", no_args_is_help=True)
    importing.command("company")(import_company)
    importing.command("esco")(import_esco)
    importing.command("onet")(import_onet)
    app.add_typer(importing, name="import")
    for name, command in (("company", import_company), ("esco", import_esco)):
        former = f"Example: `mastery import-{name}`, the former name of `mastery import {name}`"
        app.command(f"import-{name}", hidden=True, help=former)(command)


def import_company(
    csv: Annotated[
        Path,
        typer.Argument(
            metavar="CSV",
            help=f"A file with the columns {', '.join(company_csv.COLUMNS)}.",
        ),
    ],
    check: CheckOption = False,
    data: DataOption = None,
) -> None:
    """Hires the people of a CSV file, or changes them to what it says, and arranges who leads whom.

    The whole file is checked before the first command; a run that was cut off is finished by
    running it again.

    Example: `mastery import company people.csv --check`
    """
    where = folder(data)
    here = surroundings(where, check=check)
    found = company_csv.parse(csv, ids_of(here), today())
    known = Known()
    if here is None:
        errors.print("no suite runs: managers that only it knows cannot be looked up", style="dim")
    else:
        known = asyncio.run(known_people(here.databases.events))
    stop_at(company_csv.checked(found, known), csv)
    if check or here is None:
        say(f"{csv} is without fault: {len(found.hires)} people")
        return

    async def send(services: Services, on_progress: OnProgress) -> Report:
        return await CompanyImport(found, known, services, today()).run(on_progress)

    send_to(here, f"import of {len(found.hires)} people", send)


def import_esco(
    esco_folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER",
            help="Where skills_en.csv, occupations_en.csv and occupationSkillRelations_en.csv are.",
        ),
    ],
    check: CheckOption = False,
    data: DataOption = None,
) -> None:
    """Makes skills, roles and what the roles require of ESCO's file set, as ESCO publishes it.

    The whole set is checked before the first command; a run that was cut off is finished by
    running it again, a further run sends what has changed in the set. Where
    broaderRelationsSkillPillar_en.csv is there too, the skills are ordered by it.

    Example: `mastery import esco ~/Downloads/ESCO-dataset-en-csv`
    """
    here = surroundings(folder(data), check=check)
    import_catalogue(esco.parse(esco_folder, company(), today()), esco_folder, here, check=check)


def import_onet(
    onet_folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help=f"Where {onet.SKILLS} and {onet.OCCUPATIONS} are."),
    ],
    check: CheckOption = False,
    data: DataOption = None,
) -> None:
    """Makes skills, roles and what the roles require of O*NET's text files.

    Importance 1.5 to 5 of a skill becomes 1 to 3, its level 0 to 7 becomes 1 to 5; what is less
    important is not required. The whole set is checked before the first command; a further run
    sends what has changed in the set.

    Example: `mastery import onet ~/Downloads/db_30_0_text`
    """
    here = surroundings(folder(data), check=check)
    import_catalogue(onet.parse(onet_folder, company(), today()), onet_folder, here, check=check)


def import_catalogue(
    found: Catalogue, path: Path, here: Surroundings | None, *, check: bool
) -> None:
    stop_at(found.faults, path)
    if check or here is None:
        say(f"{path} is without fault: {found}")
        return

    async def send(services: Services, on_progress: OnProgress) -> Report:
        known = await catalogue_import.known(here.databases.events)
        return await catalogue_import.run(found, services, on_progress, known)

    send_to(here, f"import of {found}", send)


def today() -> date:
    return datetime.now(UTC).date()


def surroundings(data: DataFolder, *, check: bool) -> Surroundings | None:
    """Of the running suite; none where only a check was asked for and none runs."""
    if not check:
        return running(data).surroundings(data)
    try:
        return state.read(data).surroundings(data)
    except state.NotRunning:
        return None


def ids_of(here: Surroundings | None) -> Ids:
    """The ids of the running suite; any others serve to check a file by itself."""
    if here is None:
        return Ids(company(), b"")
    return Ids(company(), b64decode(here.secrets.environment()["MASTERY_IMPORT_KEY"]))


def stop_at(faults: Sequence[Fault], path: Path) -> None:
    """Ends the command if there are any, having said each."""
    for fault in faults[:SHOWN_FAULTS]:
        errors.print(str(fault), highlight=False, markup=False, soft_wrap=True)
    if len(faults) > SHOWN_FAULTS:
        errors.print(f"… and {len(faults) - SHOWN_FAULTS} more", highlight=False)
    if faults:
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        fail(f"{path}: {count}, nothing was imported")


def send_to(
    here: Surroundings,
    what: str,
    send: Callable[[Services, OnProgress], Coroutine[None, None, Report]],
) -> None:
    async def run(steps: progress.Steps) -> Report:
        async with services_of(here) as services:
            steps.step(what)
            report = await send(services, steps.advance)
            steps.finish()
            return report

    try:
        with progress.shown(console) as steps:
            report = asyncio.run(run(steps))
    except ImportStopped as stopped:
        fail(f"{stopped}; what was sent stays, run it again to finish it")
    except KeyboardInterrupt:
        fail("interrupted; what was sent stays, run it again to finish it", 130)
    for complaint in report.complaints:
        errors.print(complaint, highlight=False, markup=False, soft_wrap=True)
    say(str(report))
    if report.complaints:
        raise typer.Exit(1)


def say(text: str) -> None:
    console.print(text, highlight=False, markup=False, soft_wrap=True)


@asynccontextmanager
async def services_of(here: Surroundings) -> AsyncIterator[Services]:
    """The services with the Client's token of the suite on this machine."""
    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    async with httpx.AsyncClient(limits=limits, timeout=TIMEOUT, trust_env=False) as client:
        yield Services(client, here.addresses, here.secrets.client_token.read_text().strip())
