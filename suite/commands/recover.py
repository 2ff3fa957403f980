"""``mastery recover``."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer

from shared.bus.recover import Behind, Recovered, RecoverRefused
from shared.kernel.errors import LogBroken
from shared.runtime.broker import connection
from shared.runtime.pools import open_pool
from shared.runtime.settings import ServiceSettings
from suite.commands.operating import IN_THE_WAY, ServiceArgument, definition_of, settings, topic
from suite.commands.options import DataOption, console, fail

REFUSED = (LogBroken, RecoverRefused)


def add_to(app: typer.Typer) -> None:
    app.command()(recover)


def recover(
    service: ServiceArgument,
    without_lost: Annotated[
        bool,
        typer.Option("--without-lost", help="Go on without what was never published."),
    ] = False,
    data: DataOption = None,
) -> None:
    """Brings a log that was restored from an older backup up to what its topic holds.

    The service refuses to start before, and may start afterwards. Example: `mastery recover goals`
    """
    definition_of(service)
    given = settings(data)
    try:
        found = asyncio.run(recovered(service, given, without_lost))
    except (*IN_THE_WAY, *REFUSED) as error:
        fail(f"nothing has been appended: {error}")
    if found is None:
        console.print(f"the log of {service} holds all that its topic holds")
        return
    console.print(
        f"the log of {service} has positions {found.first} to {found.last} again; "
        f"{len(found.lost)} of them are lost. The service may start",
        highlight=False,
    )
    for position in found.lost:
        console.print(f"  lost: {position}", highlight=False)


async def recovered(service: str, given: ServiceSettings, without_lost: bool) -> Recovered | None:
    log = await open_pool(
        given.events_url.get_secret_value(),
        definition_of(service).log_schema,
        application="mastery recover",
        most=2,
    )
    try:
        behind = Behind(
            log, connection(given), service, topic(service, given), given.topic_partitions
        )
        return await behind.recover(datetime.now(UTC), without_lost=without_lost)
    finally:
        await log.close()
