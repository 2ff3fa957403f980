"""What several commands take and say alike."""

import shlex
import shutil
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
    except state.Starting:
        fail(f"the suite on {data.path} is starting: ask again in a moment")
    except state.NotRunning:
        fail(f"no suite runs on {data.path}: start it with '{call(data, 'up --detach')}'")


def fail(message: str, status: int = 1) -> NoReturn:
    errors.print(message, style="red", highlight=False, markup=False, soft_wrap=True)
    raise typer.Exit(status)


def call(data: DataFolder, command: str) -> str:
    """How to call us again from here, on the same data."""
    where = "" if data.path == default_path() else f" --data {shlex.quote(str(data.path))}"
    return f"{program()} {command}{where}"


def program() -> str:
    """``mastery`` where that is on the path, else where it lies."""
    here = Path(sys.executable).with_name("mastery")
    found = shutil.which("mastery")
    if found and Path(found).resolve() == here.resolve():
        return "mastery"
    try:
        return str(here.relative_to(Path.cwd()))
    except ValueError:
        return str(here)
