"""``mastery export skills``."""

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from suite.commands.options import DataOption, errors, fail, folder, running
from suite.exports import skills as catalogue


class Format(StrEnum):
    CSV = "csv"
    JSON = "json"


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(help="Tables of the suite as files for others.", no_args_is_help=True)
    group.callback()(door)
    group.command()(skills)
    app.add_typer(group, name="export")


def door() -> None:
    """Tables of the suite as files for others."""


def skills(
    format_: Annotated[Format, typer.Option("--format", help="How it is written.")] = Format.CSV,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            metavar="FILE",
            dir_okay=False,
            help="Where to; standard output without it.",
            show_default=False,
        ),
    ] = None,
    data: DataOption = None,
) -> None:
    """Writes the whole catalogue of skills, retired and merged ones too.

    Example: `mastery export skills --format json --output skills.json`
    """
    found = asyncio.run(catalogue.skills(running(folder(data)).events_url))
    written = catalogue.as_csv(found) if format_ is Format.CSV else catalogue.as_json(found)
    if output is None:
        typer.echo(written, nl=False)
        return
    try:
        output.write_text(written, encoding="utf-8", newline="")
    except OSError as error:
        fail(f"{output} cannot be written: {error.strerror}")
    errors.print(f"{len(found)} skills written to {output}", highlight=False, markup=False)
