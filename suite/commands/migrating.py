"""``mastery migrate``: the tables and topics of a deployment, and with ``--create`` all of it."""

from typing import Annotated

import typer

from suite import migrate


def add_to(app: typer.Typer) -> None:
    app.command("migrate")(run)


def run(
    create: Annotated[
        bool,
        typer.Option(
            "--create", help="Make databases, roles and grants too, by MASTERY_ADMIN_URL."
        ),
    ] = False,
) -> None:
    """Bring the tables and topics of a **deployment** up to this version; again does nothing.

    It reads the environment alone. `mastery up` does this by itself.

    Example: `mastery migrate --create`
    """
    raise typer.Exit(migrate.main(["--create"] if create else []))
