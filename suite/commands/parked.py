"""``mastery parked``: what could not be applied, and what operators decide about it."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, TypeVar

import asyncpg
import typer
from rich.table import Table

from shared.readmodel import parked
from shared.readmodel.offsets import Place
from shared.readmodel.parked import Parked
from shared.runtime.pools import Pool, open_pool
from shared.runtime.settings import ServiceSettings
from suite.commands.operating import DEFINITIONS, ServiceArgument, definition_of, settings
from suite.commands.options import DataOption, JsonOption, console, errors, fail

Answer = TypeVar("Answer")
WRITTEN = re.compile(r"(?P<source>[a-z_]+)/(?P<partition>\d+)@(?P<offset>\d+)")

MessageArgument = Annotated[
    str, typer.Argument(help="As 'list' writes it: <source>/<partition>@<offset>.")
]


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(
        help="Messages that a service could not apply to its tables.", no_args_is_help=True
    )
    group.command("list")(list_)
    for command in (show, retry, drop):
        group.command()(command)
    app.add_typer(group, name="parked")


def list_(
    service: Annotated[str | None, typer.Argument(help="Of this service alone.")] = None,
    json_: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Lists parked messages by stream, each with why.

    Example: `mastery parked list learning`
    """
    names = list(DEFINITIONS) if service is None else [definition_of(service).name]
    found = {name: asked(name, data, partial(parked.list_parked, projector=name)) for name in names}
    listed = [one for name in names for one in found[name]]
    if json_:
        typer.echo(json.dumps([asdict(one) for one in listed], default=datetime.isoformat))
    elif listed:
        console.print(table_of(listed), highlight=False, soft_wrap=True)
    else:
        console.print("nothing is parked")
    for name in names:
        more = asked(name, data, partial(parked.count, projector=name)) - len(found[name])
        if more > 0:
            errors.print(f"and {more:,} more of {name}", highlight=False)


def table_of(listed: Sequence[Parked]) -> Table:
    table = Table("service", "message", "stream", "why", "since", "decision", box=None)
    for one in listed:
        since = one.parked_at.isoformat(timespec="seconds")
        table.add_row(one.projector, written(one), one.key, one.error, since, one.decision or "-")
    return table


def show(service: ServiceArgument, message: MessageArgument, data: DataOption = None) -> None:
    """Writes a message as it came.

    Example: `mastery parked show learning goals/3@4711`
    """
    place, offset = read(message)
    raw = asked(service, data, lambda pool: parked.show(pool, service, place, offset))
    if raw is None:
        fail(f"{service} keeps nothing of {message}: it had no value, was dropped or is not parked")
    typer.echo(raw.decode(errors="replace"))


def retry(
    service: ServiceArgument,
    message: Annotated[
        str | None, typer.Argument(help="Of its stream; without it, all that is undecided.")
    ] = None,
    data: DataOption = None,
) -> None:
    """Has the service apply a stream's messages again, in their order, within seconds.

    Example: `mastery parked retry learning goals/3@4711`
    """
    if message is None:
        count = asked(service, data, lambda pool: parked.ask_retry_of_all(pool, service))
    else:
        place, offset = read(message)
        question = partial(
            parked.ask_retry_of, projector=service, place=place, record_offset=offset
        )
        count = int(asked(service, data, question))
    if not count:
        fail(f"{service} has nothing undecided there: see 'mastery parked list {service}'")
    console.print(f"to be tried again: {count} streams; see 'mastery parked list {service}'")


def drop(service: ServiceArgument, message: MessageArgument, data: DataOption = None) -> None:
    """Leaves a message out for good, in every rebuild too; then retry what follows in its stream.

    Example: `mastery parked drop learning goals/3@4711`
    """
    place, offset = read(message)
    if not asked(service, data, lambda pool: parked.drop(pool, service, place, offset)):
        fail(f"{message} is not parked: see 'mastery parked list {service}'")
    console.print(f"dropped; what follows it: 'mastery parked retry {service}'")


def asked(service: str, data: Path | None, question: Callable[[Pool], Awaitable[Answer]]) -> Answer:
    """Of a service's read database."""
    definition = definition_of(service)
    given = settings(data)
    try:
        return asyncio.run(_asked(given, definition.row_schema, question))
    except (OSError, asyncpg.PostgresError) as error:
        fail(f"the read database of {service}: {error}")


async def _asked(
    given: ServiceSettings, schema: str, question: Callable[[Pool], Awaitable[Answer]]
) -> Answer:
    address = given.read_url.get_secret_value()
    pool = await open_pool(address, schema, application="mastery parked", most=1)
    try:
        return await question(pool)
    finally:
        await pool.close()


def written(one: Parked) -> str:
    return f"{one.source}/{one.partition}@{one.record_offset}"


def read(message: str) -> tuple[Place, int]:
    found = WRITTEN.fullmatch(message)
    if found is None:
        raise typer.BadParameter("a message is written <source>/<partition>@<offset>")
    return Place(found["source"], int(found["partition"])), int(found["offset"])
