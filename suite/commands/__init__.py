"""The command line, a module for each group of commands."""

import typer

from suite.commands import events, importing, looking, running, sql, token

app = typer.Typer(
    name="mastery",
    help="Enterprise learning and mentorship: the whole suite on one machine.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
for group in (running, looking, token, importing, events, sql):
    group.add_to(app)
