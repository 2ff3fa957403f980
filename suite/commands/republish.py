"""``mastery republish``."""

import asyncio
from contextlib import AsyncExitStack
from typing import Annotated

import typer

from shared.bus.republish import Lost, RepublishRefused
from shared.kernel.errors import LogBroken
from shared.runtime.broker import connection, ensure_topics
from shared.runtime.logging import configure
from shared.runtime.pools import Pool, open_pool
from shared.runtime.sent_back import send_back, undecided
from shared.runtime.settings import ServiceSettings
from shared.runtime.topic_settings import TopicRefused
from suite.commands.operating import (
    DEFINITIONS,
    IN_THE_WAY,
    ServiceArgument,
    definition_of,
    settings,
    topic,
)
from suite.commands.options import DataOption, console, fail
from suite.commands.progressing import Bars

REFUSED = (LogBroken, RepublishRefused, TopicRefused)


def add_to(app: typer.Typer) -> None:
    app.command()(republish)


def republish(
    service: ServiceArgument,
    start: Annotated[
        int, typer.Option("--from", min=1, help="The first position that the topic lacks.")
    ],
    recreate: Annotated[
        bool, typer.Option("--recreate", help="Delete what the topic holds, and make it anew.")
    ] = False,
    data: DataOption = None,
) -> None:
    """Writes a lost topic again from its service's log; readers drop what they have seen.

    Example: `mastery republish goals --from 1`
    """
    definition_of(service)
    given = settings(data)
    configure("error", service="mastery")
    try:
        head = asyncio.run(published(service, given, start, recreate))
    except (*IN_THE_WAY, *REFUSED) as error:
        fail(str(error) or type(error).__name__)
    except KeyboardInterrupt:
        fail(f"the relay of {service} goes on from where it is", 130)
    console.print(f"{topic(service, given)} holds positions {start} to {head}", highlight=False)
    readers = ", ".join(readers_of(service))
    console.print(f"restart what does not come back by itself of its readers: {readers}")


async def published(service: str, given: ServiceSettings, start: int, recreate: bool) -> int:
    async with AsyncExitStack() as stack:
        log = await opened(
            stack, given.events_url.get_secret_value(), definition_of(service).log_schema
        )
        readers = [
            await opened(stack, given.read_url.get_secret_value(), DEFINITIONS[name].row_schema)
            for name in readers_of(service)
        ]
        name = topic(service, given)

        async def make() -> None:
            await ensure_topics(given, [name])

        partitions = given.topic_partitions
        lost = Lost(log, connection(given), service, given.company, name, partitions, make)
        await refuse_undecided(service, readers)

        async def all_back() -> None:
            for rows in readers:
                await send_back(rows, service)

        head = await lost.rewind(start, recreate=recreate, send_back=all_back)
        with Bars(console) as bars:
            bars.phase("events", head - start + 1)
            reached = start - 1

            def watch(position: int) -> None:
                nonlocal reached
                bars.advance(max(0, min(position, head) - reached))
                reached = max(reached, position)

            await lost.publish(head, watch)
        return head


async def refuse_undecided(service: str, readers: list[Pool]) -> None:
    if count := sum([await undecided(rows, service) for rows in readers]):
        raise RepublishRefused(
            f"{count} messages of {service} are parked and undecided, and their places would "
            "change: see 'mastery parked list', retry or drop each, then republish"
        )


def readers_of(service: str) -> list[str]:
    return [name for name, one in DEFINITIONS.items() if service in one.sources]


async def opened(stack: AsyncExitStack, url: str, schema: str) -> Pool:
    pool = await open_pool(url, schema, application="mastery republish", most=3)
    stack.push_async_callback(pool.close)
    return pool
