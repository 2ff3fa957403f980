"""The command line, a module for each group of commands, loaded when one of them is asked for.

Together they load half of the suite: seconds that ``mastery token`` should not take.
"""

import sys
from importlib import import_module

import typer

GROUPS = {
    "running": ("up", "down"),
    "looking": ("status",),
    "preflight": ("doctor",),
    "migrating": ("migrate",),
    "token": ("token",),
    "importing": ("import", "import-company", "import-esco"),
    "exporting": ("export",),
    "events": ("events",),
    "sql": ("sql",),
    "assess": ("assess",),
    "erasing": ("erase", "erasures"),
    "parked": ("parked",),
    "rebuild": ("rebuild",),
    "republish": ("republish",),
    "recover": ("recover",),
    "bench": ("bench",),
}


def main() -> None:
    application(sys.argv[1:2])()


def application(asked: list[str]) -> typer.Typer:
    """The commands of the groups that ``asked`` needs."""
    app = typer.Typer(
        name="mastery",
        help="Enterprise learning and mentorship: the whole suite on one machine.",
        no_args_is_help=True,
        rich_markup_mode="markdown",
        add_completion=False,
        pretty_exceptions_enable=False,
    )

    @app.callback()
    def door() -> None:
        """Keeps a single command a command with a name."""

    for group in wanted(asked):
        import_module(f"suite.commands.{group}").add_to(app)
    return app


def wanted(asked: list[str]) -> list[str]:
    """The group of the command that is asked for; all of them, to show or to correct."""
    return [name for name, commands in GROUPS.items() if set(asked) & set(commands)] or [*GROUPS]
