"""``mastery status`` and ``mastery doctor``."""

import asyncio
import json
from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table

from suite.commands.options import DataOption, JsonOption, console, folder, running
from suite.local import doctor as preflight
from suite.local import report
from suite.local.folder import DataFolder


def add_to(app: typer.Typer) -> None:
    app.command()(status)
    app.command()(doctor)


def status(json_: JsonOption = False, data: DataOption = None) -> None:
    """Shows processes, addresses, the position of each log and how far each projection is.

    Example: `mastery status --json`
    """
    where = folder(data)
    found = asyncio.run(report.report(running(where), where))
    if json_:
        typer.echo(json.dumps(found.as_json(), default=datetime.isoformat))
    else:
        show(found)


def doctor(
    port: Annotated[int, typer.Option(min=1, max=65535, help="The gateway's port.")] = 8000,
    data: DataOption = None,
) -> None:
    """Says everything that is missing or in the way, each with the command that mends it.

    Example: `mastery doctor --port 8010`
    """
    if show_problems(folder(data), port):
        raise typer.Exit(1)


def show_problems(where: DataFolder, port: int, quiet: bool = False) -> bool:
    """Whether there are any; ``quiet`` says nothing of what is in order."""
    any_found = False
    for check in preflight.checks(where, port):
        problems = list(check.find())
        any_found = any_found or bool(problems)
        if not problems and not quiet:
            console.print(f"[green]✓[/] {check.title}", highlight=False)
        for problem in problems:
            console.print(f"[red]✗[/] {problem.what}", highlight=False, soft_wrap=True)
            console.print(f"    mend it: {problem.mend}", highlight=False, soft_wrap=True)
    return any_found


def show(found: report.Report) -> None:
    places = Table("address", "", title=None, box=None, pad_edge=False)
    for name, address in found.addresses.items():
        places.add_row(name, address)
    processes = Table("process", "pid", "state", "memory", "restarts", box=None, pad_edge=False)
    for one in found.processes:
        memory = f"{one.rss_bytes / 1e6:.0f} MB"
        processes.add_row(one.name, str(one.pid or "-"), one.state, memory, str(one.restarts))
    logs = Table("log", "position", box=None, pad_edge=False)
    for log in found.logs:
        logs.add_row(log.service, str(log.position))
    projections = Table(
        "projection", "version", "lag", "parked", "last progress", box=None, pad_edge=False
    )
    for row in found.projections:
        progressed = row.progressed_at.isoformat(timespec="seconds") if row.progressed_at else "-"
        projections.add_row(
            f"{row.service}.{row.name}",
            str(row.version),
            "-" if row.lag is None else str(row.lag),
            str(row.parked),
            progressed,
        )
    for table in (places, processes, logs, projections):
        console.print(table, highlight=False)
        console.print()
