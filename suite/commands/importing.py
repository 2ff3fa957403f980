"""``mastery import-company`` and ``mastery import-esco``."""

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
from suite.imports import esco, esco_import
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
    app.command()(import_company)
    app.command()(import_esco)


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

    Example: `mastery import-company people.csv --check`
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
    running it again, a further run changes nothing.

    Example: `mastery import-esco ~/Downloads/ESCO-dataset-en-csv`
    """
    here = surroundings(folder(data), check=check)
    found = esco.parse(esco_folder, company(), today())
    stop_at(found.faults, esco_folder)
    what = (
        f"{len(found.skills)} skills, {len(found.roles)} roles, "
        f"{len(found.requirements)} requirements"
    )
    if check or here is None:
        say(f"{esco_folder} is without fault: {what}")
        return

    async def send(services: Services, on_progress: OnProgress) -> Report:
        known = await esco_import.known_requirements(here.databases.events)
        return await esco_import.run(found, services, on_progress, known)

    send_to(here, f"import of {what}", send)


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
