"""``mastery events tail``: the topics as they are, for operators."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated

import orjson
import typer
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from shared.bus.topics import topic_of
from shared.runtime.broker import connection
from shared.runtime.settings import ServiceSettings
from suite.commands.options import DataOption, fail, folder, running
from suite.local.environment import SERVICES, Surroundings

Record = ConsumerRecord[bytes | None, bytes | None]


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(help="The events on the topics.", no_args_is_help=True)
    group.command()(tail)
    app.add_typer(group, name="events")


def tail(
    service: Annotated[
        str | None, typer.Option(help="Of this service alone: " + ", ".join(SERVICES) + ".")
    ] = None,
    type_: Annotated[
        str | None, typer.Option("--type", help="Whose type is this, or has this part.")
    ] = None,
    from_beginning: Annotated[
        bool, typer.Option("--from-beginning", help="All that the topics hold, then what comes.")
    ] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="End after so many.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="The CloudEvents as they stand there, one a line.")
    ] = False,
    data: DataOption = None,
) -> None:
    """Shows events as they come, in the order of each partition.

    Example: `mastery events tail --service goals --from-beginning --limit 10 --json`
    """
    if service is not None and service not in SERVICES:
        raise typer.BadParameter(f"there are {', '.join(SERVICES)}")
    where = folder(data)
    here = running(where).surroundings(where)
    services = SERVICES if service is None else (service,)
    try:
        asyncio.run(follow(here, services, type_, from_beginning, limit, as_json))
    except KafkaError as error:
        fail(f"Kafka at {here.bootstrap_servers}: {error}")
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


async def follow(
    here: Surroundings,
    services: Sequence[str],
    type_: str | None,
    from_beginning: bool,
    limit: int | None,
    as_json: bool,
) -> None:
    shown = 0
    async with reading(here, services, from_beginning) as records:
        async for record in records:
            text = (record.value or b"").decode(errors="replace")
            if type_ is not None and not has_type(text, type_):
                continue
            typer.echo(text if as_json else line(record, text))
            shown += 1
            if shown == limit:
                return


@asynccontextmanager
async def reading(
    here: Surroundings, services: Sequence[str], from_beginning: bool
) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer of no group: it commits nothing, and takes no partition from anybody."""
    settings = settings_of(here)
    consumer = AIOKafkaConsumer(
        **connection(settings), enable_auto_commit=False, auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        places = [
            TopicPartition(topic_of(service, settings.topic_prefix), partition)
            for service in services
            for partition in range(settings.topic_partitions)
        ]
        consumer.assign(places)
        if from_beginning:
            await consumer.seek_to_beginning(*places)
        else:
            await consumer.seek_to_end(*places)
        yield consumer
    finally:
        await consumer.stop()


def settings_of(here: Surroundings) -> ServiceSettings:
    """As a service reads them, from the environment that it would be given."""
    given = here.environment(SERVICES[0]).items()
    known = {
        name.removeprefix("MASTERY_").lower(): value
        for name, value in given
        if name.startswith("MASTERY_")
    }
    return ServiceSettings.model_validate(known)


def has_type(text: str, wanted: str) -> bool:
    return wanted in str(attributes(text).get("type", ""))


def line(record: Record, text: str) -> str:
    """Time, place, type, stream and actor; what is no event is shown as it is."""
    event = attributes(text)
    place = f"{record.topic}/{record.partition}@{record.offset}"
    if not event:
        return f"{place} is no event: {text[:200]!r}"
    shown = [str(event.get(name, "-")) for name in ("time", "type", "subject", "actor")]
    return "  ".join([*shown, place])


def attributes(text: str) -> dict[str, object]:
    try:
        event = orjson.loads(text)
    except orjson.JSONDecodeError:
        return {}
    return event if isinstance(event, dict) else {}
