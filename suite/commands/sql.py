"""``mastery sql``."""

import os
from typing import Annotated
from urllib.parse import unquote, urlsplit, urlunsplit

import typer

from suite.commands.options import DataOption, folder, running
from suite.local.postgres import package


def add_to(app: typer.Typer) -> None:
    app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(sql)


def sql(
    context: typer.Context,
    write: Annotated[bool, typer.Option("--write", help="Allow statements that write.")] = False,
    data: DataOption = None,
) -> None:
    """Opens psql on the read database, for reading only; what follows goes to psql.

    Example: `mastery sql -c 'SELECT count(*) FROM directory.people'`
    """
    where = folder(data)
    parts = urlsplit(running(where).events_url)
    place = parts.netloc.rpartition("@")[2]
    url = urlunsplit(
        parts._replace(netloc=f"{parts.username}@{place}" if parts.username else place)
    )
    own = {"PGPASSWORD": unquote(parts.password)} if parts.password else {}
    if not write:
        own["PGOPTIONS"] = "-c default_transaction_read_only=on"
    psql = str(package() / "pginstall" / "bin" / "psql")
    os.execve(psql, [psql, url, *context.args], os.environ | own)  # noqa: S606 - psql takes our place
