"""``mastery erase`` and ``mastery erasures``."""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import asyncpg
import httpx
import typer
from rich.table import Table

from shared.readmodel.tables import quoted
from shared.runtime.erasure.purging import tables_of
from suite.commands.operating import DEFINITIONS
from suite.commands.options import DataOption, JsonOption, console, errors, fail, folder, running
from suite.local import people
from suite.local.environment import Surroundings

PATIENCE = 600.0
LOOK = 1.0
TIMEOUT = 30.0
FIND = """
SELECT person_id, name, mail FROM directory.people WHERE person_id = $1 OR lower(mail) = lower($1)
"""
Report = Mapping[str, Any]


def add_to(app: typer.Typer) -> None:
    app.command()(erase)
    app.command()(erasures)


def erase(
    person: Annotated[str, typer.Argument(help="The id or the mail address.", show_default=False)],
    by: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="MAIL",
            help="Who asks, as administrator; else the demo company's HR.",
            show_default=False,
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data: DataOption = None,
) -> None:
    """Erases a person in all services, for good, and waits for the report.

    It first shows what will be erased.

    Example: `mastery erase ana@acme.example --as hr@acme.example`
    """
    where = folder(data)
    here = running(where).surroundings(where)
    token = token_of_administrator(here, by)
    found = asyncio.run(what(here.databases.events, person))
    if found is None:
        fail(f"the directory knows nobody as {person}")
    who, counts = found
    announce(who, counts)
    if not yes and not typer.confirm("Erase?"):
        fail("nothing was erased")
    with client(here, token) as http:
        answer = http.post("/commands/erase-subject", json={"person": who["person_id"]})
        if answer.is_error:
            fail(str(answer.json().get("detail", answer.text)))
        finished(http, who["person_id"])


def token_of_administrator(here: Surroundings, by: str | None) -> str:
    asker = by or here.secrets.with_scope("hr")
    if asker is None:
        fail("this suite keeps nobody of HR: say with --as MAIL who asks")
    try:
        return people.token_for(here, asker, ("admin",))
    except people.Unknown as error:
        fail(str(error))


def announce(who: Mapping[str, Any], counts: Mapping[str, Mapping[str, int]]) -> None:
    say(f"{who['name']} <{who['mail']}>, {who['person_id']}")
    for service, rows in counts.items():
        listed = ", ".join(f"{table} {count}" for table, count in rows.items())
        say(f"  {service}: {listed or 'nothing'}")
    say("The key of this person is destroyed as well. Nobody can undo this.")


def finished(http: httpx.Client, person: str) -> None:
    """Shows what is waited for, then the report."""
    end, said = time.monotonic() + PATIENCE, ""
    while time.monotonic() < end:
        content = asked(http)
        report = next((one for one in content["erasures"] if one["person"] == person), None)
        if report is not None and report["completed_at"]:
            show([report])
            for line in (*content["stays"], content["expires"]):
                say(line)
            return
        if report is not None and (now := waiting(report)) != said:
            said = now
            errors.print(said, highlight=False, markup=False, soft_wrap=True)
        time.sleep(LOOK)
    fail("it is not complete yet; it goes on by itself: see 'mastery erasures'")


def erasures(json_: JsonOption = False, data: DataOption = None) -> None:
    """Lists erasures, those under way first: what each waits for, and what was purged where.

    Example: `mastery erasures --json`
    """
    where = folder(data)
    here = running(where).surroundings(where)
    with client(here, here.secrets.client_token.read_text().strip()) as http:
        content = asked(http)
    if json_:
        typer.echo(json.dumps(content))
    elif content["erasures"]:
        show(content["erasures"])
    else:
        say("nobody was erased")


def client(here: Surroundings, token: str) -> httpx.Client:
    return httpx.Client(
        base_url=here.addresses["directory"],
        headers={"Authorization": f"Bearer {token}"},
        timeout=TIMEOUT,
        trust_env=False,
    )


def asked(http: httpx.Client) -> Mapping[str, Any]:
    answer = http.get("/erasures")
    if answer.is_error:
        fail(str(answer.json().get("detail", answer.text)))
    content: Mapping[str, Any] = answer.json()
    return content


def show(reports: Sequence[Report]) -> None:
    table = Table("person", "service", "state", "rows", box=None)
    for report in reports:
        for one in report["services"]:
            state = f"purged {one['purged_at'][:19]}" if one["purged_at"] else one["waits_for"]
            rows = ", ".join(f"{name} {count}" for name, count in (one["purged"] or {}).items())
            table.add_row(report["person"], one["service"], state, rows or "-")
    console.print(table, highlight=False, soft_wrap=True)


def waiting(report: Report) -> str:
    waits = [f"{one['service']}: {one['waits_for']}" for one in report["services"]]
    return "waits for " + "; ".join(
        wait
        for wait, one in zip(waits, report["services"], strict=True)
        if one["waits_for"] is not None
    )


def say(text: str) -> None:
    console.print(text, highlight=False, markup=False, soft_wrap=True)


async def what(
    database: str, person: str
) -> tuple[Mapping[str, Any], Mapping[str, Mapping[str, int]]] | None:
    """Who it is, and how many rows by service and table; none if nobody is found."""
    connection = await asyncpg.connect(database)
    try:
        who = await connection.fetchrow(FIND, person)
        if who is None:
            return None
        counts = {name: await rows_of(connection, name, who["person_id"]) for name in DEFINITIONS}
        return dict(who), counts
    finally:
        await connection.close()


async def rows_of(connection: Any, service: str, person: str) -> Mapping[str, int]:
    definition = DEFINITIONS[service]
    found_in = definition.subscriptions
    owned = {one.table: one.person for one in found_in.projections if one.person is not None}
    owned |= {one.table: one.person for one in found_in.derived if one.person is not None}
    found: dict[str, int] = {}
    for table in tables_of(definition.subscriptions):
        place = f"{quoted(definition.row_schema)}.{quoted(table)}"
        statement = f"SELECT count(*) FROM {place} WHERE {quoted(owned[table])} = $1"  # noqa: S608
        if count := await connection.fetchval(statement, person):
            found[table] = count
    return found
