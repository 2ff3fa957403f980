"""What the operator's commands work on: a service's definition, its settings, its read model."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import asyncpg
import typer
from aiokafka.errors import KafkaError
from pydantic import ValidationError

from shared.bus.topics import topic_of
from shared.eventstore.codec import Codec
from shared.privacy.postgres import PostgresKeyStore
from shared.readmodel.rebuild.plan import ReadModel
from shared.runtime import broker
from shared.runtime.clock import OffsetClock, SystemClock
from shared.runtime.definition import ServiceDefinition
from shared.runtime.pools import open_pool
from shared.runtime.schemas import KEYS_SCHEMA
from shared.runtime.settings import ServiceSettings
from suite.commands.events import settings_of
from suite.commands.options import folder, running
from suite.creation import SERVICES

IN_THE_WAY = (asyncpg.InterfaceError, asyncpg.PostgresError, KafkaError, OSError, TimeoutError)
"""What the servers may do to any of these commands."""

DEFINITIONS = {definition.name: definition for definition in SERVICES}

ServiceArgument = Annotated[
    str, typer.Argument(help="One of " + ", ".join(DEFINITIONS) + ".", show_default=False)
]


def definition_of(service: str) -> ServiceDefinition:
    if service not in DEFINITIONS:
        raise typer.BadParameter(f"there are {', '.join(DEFINITIONS)}")
    return DEFINITIONS[service]


def settings(data: Path | None) -> ServiceSettings:
    """Of the environment where that is a service's whole one, else of the suite that runs here."""
    try:
        return ServiceSettings.from_environment()
    except ValidationError:
        where = folder(data)
        return settings_of(running(where).surroundings(where))


@asynccontextmanager
async def read_model(service: str, given: ServiceSettings) -> AsyncIterator[ReadModel]:
    """Its arguments can be sent to another process."""
    definition = DEFINITIONS[service]
    subscriptions = definition.subscriptions
    clock = OffsetClock(given.clock_file) if given.clock_file else SystemClock()
    keys = await open_pool(
        given.keys_url.get_secret_value(), KEYS_SCHEMA, application="mastery", most=2
    )
    try:
        yield ReadModel(
            name=service,
            url=given.read_url.get_secret_value(),
            rows=definition.row_schema,
            views=definition.view_schema,
            connect=broker.connection(given),
            topics=topics_of(definition, given),
            partitions=given.topic_partitions,
            codec=Codec(
                service, definition.events, definition.upcasters, foreign=definition.foreign
            ),
            keys=PostgresKeyStore(keys, given.master_key.get_secret_value()),
            projections=subscriptions.projections,
            derived=subscriptions.derived,
            markings=subscriptions.markings,
            today=lambda: clock.now().date(),
        )
    finally:
        await keys.close()


def topics_of(definition: ServiceDefinition, given: ServiceSettings) -> dict[str, str]:
    return {source: topic(source, given) for source in definition.sources}


def topic(service: str, given: ServiceSettings) -> str:
    return topic_of(service, given.topic_prefix)
