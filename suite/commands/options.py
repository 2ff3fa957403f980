"""What several commands take and say alike."""

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from suite.local import state
from suite.local.folder import DataFolder, default_path

console = Console()
errors = Console(stderr=True)

DataOption = Annotated[
    Path | None,
    typer.Option(
        "--data",
        envvar="MASTERY_DATA",
        metavar="FOLDER",
        help="The data folder.  [default: .mastery/data]",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON instead of a table.")]


def folder(path: Path | None) -> DataFolder:
    return DataFolder((path or default_path()).absolute())


def running(data: DataFolder) -> state.SuiteState:
    """What the running suite says of itself; ends the command if none runs."""
    try:
        return state.read(data)
    except state.NotRunning:
        fail(f"no suite runs on {data.path}: start it with '{program()} up --detach'")


def fail(message: str, status: int = 1) -> NoReturn:
    errors.print(message, style="red", highlight=False, markup=False, soft_wrap=True)
    raise typer.Exit(status)


def program() -> str:
    """How to call us again from here: ``mastery`` where that is on the path."""
    here = Path(sys.executable).with_name("mastery")
    from shutil import which

    found = which("mastery")
    if found and Path(found).resolve() == here.resolve():
        return "mastery"
    try:
        return str(here.relative_to(Path.cwd()))
    except ValueError:
        return str(here)
