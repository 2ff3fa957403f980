"""``mastery doctor``, and the same before ``mastery up``."""

from typing import Annotated

import typer

from suite.commands.options import DataOption, console, folder
from suite.local.doctor import checks
from suite.local.folder import DataFolder


def add_to(app: typer.Typer) -> None:
    app.command()(doctor)


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
    for check in checks(where, port):
        problems = list(check.find())
        any_found = any_found or bool(problems)
        if not problems and not quiet:
            console.print(f"[green]✓[/] {check.title}", highlight=False)
        for problem in problems:
            console.print(f"[red]✗[/] {problem.what}", highlight=False, soft_wrap=True)
            console.print(f"    mend it: {problem.mend}", highlight=False, soft_wrap=True)
    return any_found
