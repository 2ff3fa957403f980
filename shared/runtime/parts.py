"""What the roles of a service share: pools, keys, log, command handler; opened in order."""

from collections.abc import Collection, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any

from aiokafka.errors import KafkaError
from pydantic import SecretStr

from shared.bus.cursor import Connection
from shared.bus.relay import Relay
from shared.bus.start_check import ends_of, refuse_others
from shared.bus.topics import topic_of
from shared.eventstore.codec import Codec
from shared.eventstore.handler import CommandHandler
from shared.eventstore.postgres import PostgresEventStore
from shared.kernel.errors import Unavailable
from shared.kernel.messages import StreamId
from shared.privacy.postgres import PostgresKeyStore
from shared.runtime import broker
from shared.runtime.auth import Verifier
from shared.runtime.clock import Clock, OffsetClock, SystemClock
from shared.runtime.coalesce import Kept
from shared.runtime.definition import ServiceDefinition
from shared.runtime.facts import FactsReader
from shared.runtime.jwks import KeyRing, fetcher
from shared.runtime.pools import SILENT, Pool, open_pool
from shared.runtime.schemas import KEYS_SCHEMA
from shared.runtime.settings import ServiceSettings

ACTIVE_FOR = 2.0
"""Seconds for which somebody stays active who has just been deactivated."""


@dataclass(frozen=True, slots=True)
class Parts:
    definition: ServiceDefinition
    settings: ServiceSettings
    clock: Clock
    log: Pool
    read: Pool
    keys: PostgresKeyStore
    keys_pool: Pool
    store: PostgresEventStore
    codec: Codec
    handler: CommandHandler[Any]
    relay: Relay
    verifier: Verifier

    @property
    def topic(self) -> str:
        return topic_of(self.definition.name, self.settings.topic_prefix)

    def topics(self, services: Collection[str]) -> dict[str, str]:
        """The topic of each service, in the order of their names."""
        prefix = self.settings.topic_prefix
        return {service: topic_of(service, prefix) for service in sorted(services)}


async def open_parts(
    definition: ServiceDefinition, settings: ServiceSettings, stack: AsyncExitStack
) -> Parts:
    """Whatever is opened here is closed by ``stack``, the last first."""
    name = definition.name
    log = await _pool(stack, settings.events_url, name, definition.log_schema)
    views = definition.view_schema
    read = await _pool(stack, settings.read_url, name, definition.row_schema, views)
    keys_pool = await _pool(stack, settings.keys_url, name, KEYS_SCHEMA)
    keys = PostgresKeyStore(keys_pool, settings.master_key.get_secret_value())
    store = PostgresEventStore(log)
    store.continuity.check = partial(_held_against_topic, definition.name, settings)
    await store.start()
    stack.push_async_callback(store.close)
    codec = Codec(name, definition.events, definition.upcasters, foreign=definition.foreign)
    relay = _relay(definition, settings, log)
    return Parts(
        definition=definition,
        settings=settings,
        clock=OffsetClock(settings.clock_file) if settings.clock_file else SystemClock(),
        log=log,
        read=read,
        keys=keys,
        keys_pool=keys_pool,
        store=store,
        codec=codec,
        handler=CommandHandler(
            store=store,
            codec=codec,
            keys=keys,
            company=settings.company,
            handled=definition.commands.handled,
            may=definition.commands.may,
            facts=FactsReader(definition.commands, read, settings.topic_partitions, name),
            hash_key=settings.hash_key.get_secret_value(),
            on_appended=relay.wake,
        ),
        relay=relay,
        verifier=await _verifier(definition, settings, read),
    )


async def _held_against_topic(
    service: str, settings: ServiceSettings, connection: Connection
) -> None:
    """Raises ``LogBroken``, and ``Unavailable`` while Kafka does not answer."""
    topic = topic_of(service, settings.topic_prefix)
    try:
        ends = await ends_of(broker.connection(settings), service, topic, settings.topic_partitions)
    except (KafkaError, OSError, TimeoutError) as error:
        raise Unavailable("whether the log is whole cannot be told now") from error
    await refuse_others(connection, ends, service=service, topic=topic)


def _relay(definition: ServiceDefinition, settings: ServiceSettings, log: Pool) -> Relay:
    return Relay(
        pool=log,
        connect=broker.connection(settings),
        service=definition.name,
        company=settings.company,
        topic=topic_of(definition.name, settings.topic_prefix),
        partitions=settings.topic_partitions,
    )


async def _pool(stack: AsyncExitStack, url: SecretStr, service: str, *search_path: str) -> Pool:
    address = url.get_secret_value()
    pool = await open_pool(address, *search_path, application=f"mastery {service}", silent=SILENT)
    stack.push_async_callback(pool.close)
    return pool


async def _verifier(
    definition: ServiceDefinition, settings: ServiceSettings, read: Pool
) -> Verifier:
    ring = KeyRing(fetcher(settings.jwks_url), demo_allowed=settings.mode == "local")
    await ring.start()

    async def ask(people: Collection[StreamId]) -> Mapping[StreamId, bool]:
        return dict.fromkeys(await definition.commands.active(read, people), True)

    active = Kept(ask, missing=False, seconds=ACTIVE_FOR)
    return Verifier(
        ring,
        issuer=settings.jwt_issuer,
        audience=settings.jwt_audience,
        names=settings.claim_names,
        is_active=active.get,
    )
