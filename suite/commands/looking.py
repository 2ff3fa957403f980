"""``mastery status``."""

import asyncio
import json

import typer
from rich.table import Table

from suite.commands.options import DataOption, JsonOption, console, folder, running
from suite.local import report
from suite.local.ledger_report import LedgerReport


def add_to(app: typer.Typer) -> None:
    app.command()(status)


def status(json_: JsonOption = False, data: DataOption = None) -> None:
    """Shows processes, addresses, each log's position, and how far projections and ledger are.

    Example: `mastery status --json`
    """
    where = folder(data)
    found = asyncio.run(report.report(running(where), where))
    if json_:
        typer.echo(json.dumps(found.as_json(), default=lambda at: at.isoformat()))
    else:
        show(found)


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
            version(row),
            "-" if row.lag is None else str(row.lag),
            str(row.parked),
            progressed,
        )
    for table in (places, processes, logs, projections):
        console.print(table, highlight=False)
        console.print()
    if found.ledger is not None:
        console.print(f"ledger: {ledger(found.ledger)}", highlight=False)


def ledger(found: LedgerReport) -> str:
    """One line: what waits, and whether the rows have followed the day."""
    waits = f"{found.marked} pairs to record, {found.scopes} scopes to compute anew"
    if found.scopes:
        waits += f" ({found.recomputed} pairs done)"
    if found.day is None:
        return waits
    followed = "all followed" if found.finished else f"{found.done} of {found.pairs} followed"
    return f"{waits}; {found.day:%Y-%m-%d} {followed}"


def version(row: report.ProjectionReport) -> str:
    """What stands, and what to do where the running code wants another."""
    if row.wanted is None:
        return str(row.version)
    return f"{row.version}, wants {row.wanted}: mastery rebuild {row.service}"
