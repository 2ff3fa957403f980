"""``mastery rebuild``."""

import asyncio
import os
import time
from typing import Annotated

import typer
from rich.table import Table

from shared.readmodel.rebuild.plan import RebuildFailed, RebuildRefused
from shared.readmodel.rebuild.run import Built
from shared.readmodel.rebuild.run import rebuild as run
from shared.readmodel.tables import TableMismatch
from shared.runtime.settings import ServiceSettings
from suite.commands.operating import (
    IN_THE_WAY,
    ServiceArgument,
    definition_of,
    read_model,
    settings,
)
from suite.commands.options import DataOption, console, fail
from suite.commands.progressing import Bars

REFUSED = (RebuildFailed, RebuildRefused, TableMismatch)


def add_to(app: typer.Typer) -> None:
    app.command()(rebuild)


def rebuild(
    service: ServiceArgument,
    projections: Annotated[
        list[str] | None,
        typer.Argument(help="Of these alone, with what belongs to them.", show_default="all"),
    ] = None,
    workers: Annotated[
        int, typer.Option(min=1, help="Processes that fold partitions side by side.")
    ] = os.cpu_count() or 1,
    check: Annotated[
        bool, typer.Option("--check", help="Only compare with the tables that serve.")
    ] = False,
    data: DataOption = None,
) -> None:
    """Builds tables anew from the topics, while the old ones serve until the end.

    Ctrl-C at any moment leaves everything as it was. Example: `mastery rebuild directory people`
    """
    definition_of(service)
    given = settings(data)
    started = time.monotonic()
    try:
        built = asyncio.run(ran(service, given, projections or [], workers, check))
    except (*IN_THE_WAY, *REFUSED) as error:
        fail(f"everything is as it was: {error}")
    except KeyboardInterrupt:
        fail("cancelled: everything is as it was", 130)
    seconds = time.monotonic() - started
    if not check:
        listed = ", ".join(built.tables)
        console.print(
            f"{service}: {listed} from {built.events:,} events in {seconds:.1f} s", highlight=False
        )
    elif not show_compared(built):
        raise typer.Exit(1)


async def ran(
    service: str, given: ServiceSettings, names: list[str], workers: int, check: bool
) -> Built:
    with Bars(console) as bars:
        return await run(read_model, (service, given), names, bars, workers=workers, check=check)


def show_compared(built: Built) -> bool:
    """Whether all tables are what the events make of them."""
    table = Table("projection", "rows", "fingerprint", "rebuilt", box=None, pad_edge=False)
    for name, (old, new) in sorted(built.compared.items()):
        same = "equal" if old == new else f"differs: {new.rows} rows, {new.md5}"
        table.add_row(name, str(old.rows), old.md5, same)
    console.print(table, highlight=False)
    return all(old == new for old, new in built.compared.values())
