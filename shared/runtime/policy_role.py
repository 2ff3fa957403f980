"""The policies of a service as a role, and as an AsyncAPI document."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence

from aiokafka.errors import KafkaError
from faststream.kafka import KafkaBroker

from shared.bus.topics import topic_of
from shared.eventstore.codec import kind_of
from shared.kernel.policy import Reaction
from shared.runtime import broker as kafka
from shared.runtime.definition import ServiceDefinition, source_of
from shared.runtime.health import Health
from shared.runtime.logging import logger
from shared.runtime.parts import Parts
from shared.runtime.policies import PolicySubscription
from shared.runtime.policy_events import PolicyEvents
from shared.runtime.policy_facts import PolicyFacts
from shared.runtime.policy_partition import PolicyReader
from shared.runtime.reactions import Reactor

RETRY = 1.0

_log = logger(__name__)


def by_source(definition: ServiceDefinition) -> Mapping[str, Sequence[Reaction]]:
    """The reactions to the events of each service; one that reads of two stands under both."""
    found: dict[str, list[Reaction]] = defaultdict(list)
    for reaction in definition.subscriptions.reactions:
        for source in sorted({source_of(event, definition.name) for event in reaction.on}):
            found[source].append(reaction)
    return found


class Policies:
    """All subscriptions of a service's policies, on one FastStream broker."""

    def __init__(self, parts: Parts, health: Health) -> None:
        self._parts = parts
        self._health = health
        self._subscriptions: list[PolicySubscription] = []

    async def run(self, stop: asyncio.Event) -> None:
        """Until ``stop``; what has been taken up is answered first."""
        settings = self._parts.settings
        broker = KafkaBroker(
            settings.kafka_bootstrap_servers.split(","),
            security=kafka.security(settings),
            consumer_only=True,
            allow_auto_create_topics=False,
            apply_types=False,
            graceful_timeout=settings.drain_seconds,
            logger=_faststream_logger(),
        )
        group = f"{settings.topic_prefix or 'mastery'}.{self._parts.definition.name}.policies"
        for source, reactions in by_source(self._parts.definition).items():
            reader = self._reader(source, reactions, stop)
            topic = topic_of(source, settings.topic_prefix)
            subscription = PolicySubscription(reader, topic, self._health, stop)
            subscription.subscribe(broker, group)
            self._subscriptions.append(subscription)
        await _started(broker, stop)
        await stop.wait()
        await asyncio.gather(*(subscription.finish() for subscription in self._subscriptions))
        await broker.stop()

    async def consume(self) -> bool:
        """Whether every topic is being read, for readiness: FastStream's ping does not say so."""
        return all(subscription.consumes for subscription in self._subscriptions)

    def _reader(
        self, source: str, reactions: Sequence[Reaction], stop: asyncio.Event
    ) -> PolicyReader:
        parts = self._parts
        on = {event for reaction in reactions for event in reaction.on}
        return PolicyReader(
            source=source,
            reactions=reactions,
            events=PolicyEvents(
                codec=parts.codec,
                keys=parts.keys,
                types=frozenset(
                    kind_of(source, event)
                    for event in on
                    if source_of(event, parts.definition.name) == source
                ),
            ),
            reactor=Reactor(
                parts.handler,
                parts.definition.commands.handled,
                parts.settings.company,
                parts.clock,
                stop,
                PolicyFacts(
                    parts.read,
                    parts.definition.name,
                    parts.settings.topic_partitions,
                    parts.clock,
                ),
            ),
            pool=parts.read,
        )


def _faststream_logger() -> logging.Logger:
    """Not FastStream's own, which writes in a form of its own and warns that it makes no topics."""
    found = logging.getLogger("mastery.faststream")
    found.setLevel(logging.ERROR)
    return found


async def _started(broker: KafkaBroker, stop: asyncio.Event) -> None:
    """The broker may be away at this moment; then it is tried again."""
    while not stop.is_set():
        try:
            await broker.start()
        except (KafkaError, OSError) as error:
            _log.warning("policies_wait_for_kafka", exc_info=error)
            await broker.stop()
            await asyncio.sleep(RETRY)
        else:
            return
