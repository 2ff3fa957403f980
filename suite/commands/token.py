"""``mastery token``."""

import re
from typing import Annotated

import typer

from shared.runtime.claims import LONGEST_SECONDS
from suite.commands.options import DataOption, fail, folder, running
from suite.local import people

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def add_to(app: typer.Typer) -> None:
    app.command()(token)


def token(
    mail: Annotated[str, typer.Option("--as", metavar="MAIL", help="Whose token.")],
    scope: Annotated[
        list[str] | None, typer.Option(help="A scope besides the kept ones; may be repeated.")
    ] = None,
    expires: Annotated[str, typer.Option(help="How long it is good: 90s, 30m, 8h, 1d.")] = "8h",
    data: DataOption = None,
) -> None:
    """Prints a token of a person, for the suite on this machine alone, and nothing else.

    Example: `curl -H "Authorization: Bearer $(mastery token --as ana@acme.example)" …`
    """
    where = folder(data)
    here = running(where).surroundings(where)
    try:
        typer.echo(people.token_for(here, mail, scope or (), seconds(expires)))
    except people.Unknown as error:
        fail(str(error))


def seconds(expires: str) -> int:
    match = re.fullmatch(r"(\d{1,9})([smhd])", expires)
    value = int(match[1]) * UNITS[match[2]] if match else 0
    if not 0 < value <= LONGEST_SECONDS:
        raise typer.BadParameter("give a number and s, m, h or d, such as 8h; 24h at most")
    return value
