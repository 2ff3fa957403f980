"""A service as a process: its definition and its settings, composed.

HTTP answers from the first moment; commands are taken once the start check has passed, for nothing
may be appended while Kafka might be ahead of the log.
"""

import asyncio
import sys
from collections.abc import Coroutine
from contextlib import AsyncExitStack

import asyncpg
from aiokafka.errors import KafkaError
from pydantic import ValidationError

from shared.bus.start_check import refuse_if_ahead
from shared.kernel.errors import LogBroken
from shared.runtime import broker, process, roles
from shared.runtime.app import application
from shared.runtime.definition import ServiceDefinition
from shared.runtime.health import Health
from shared.runtime.jwks import DemoKeyRefused
from shared.runtime.logging import configure, logger
from shared.runtime.migrate import MigrationRefused
from shared.runtime.parts import Parts, open_parts
from shared.runtime.schemas import migrate_service, refuse_unmigrated
from shared.runtime.settings import ServiceSettings, explained
from shared.runtime.topic_settings import TopicRefused

REFUSALS = (DemoKeyRefused, LogBroken, MigrationRefused, TopicRefused)
"""What only the operator can mend; starting again changes nothing."""
PAUSE = 1.0
_log = logger(__name__)


def main(definition: ServiceDefinition, settings: type[ServiceSettings]) -> int:
    """``[migrate]``: with the word it only migrates; without, it serves. Answers the exit status.

    0: ended as asked; 1: a fault of ours; 2: settings or surroundings are not what they must be.
    """
    try:
        read = settings.from_environment()
    except ValidationError as error:
        return process.fail(explained(error))
    configure(read.log_level, service=definition.name)
    try:
        if sys.argv[1:] == ["migrate"]:
            return process.run(_migrate_only(definition, read))
        return process.run(run(definition, read))
    except (*REFUSALS, OSError, asyncpg.PostgresError) as error:
        _log.critical("refused_to_start", exc_info=error)
        return process.fail(f"{definition.name}: {error}")


async def run(definition: ServiceDefinition, settings: ServiceSettings) -> int:
    """Serves until SIGTERM, SIGINT or a fault of ours in a role."""
    asked = process.stop_on_signals()
    if settings.migrates:
        await migrate_service(definition, settings)
    else:
        await refuse_unmigrated(definition, settings)
    async with AsyncExitStack() as stack:
        parts = await open_parts(definition, settings, stack)
        health = Health(commands="api" in settings.roles)
        roles.check_health(parts, health)
        server = process.HttpServer(
            application(parts, health),
            settings.http_host,
            settings.http_port,
            settings.drain_seconds,
        )
        server.start()
        _log.info("listening", host=settings.http_host, port=server.port)

        async def drain_http() -> None:
            health.draining = True
            await server.stop()

        try:
            if not await _unless(asked, _check_surroundings(parts)):
                await drain_http()
                return 0
        except BaseException:
            await drain_http()
            raise
        health.started = True
        _log.info("started", roles=settings.roles)
        playing = roles.of(parts, health)
        return await process.supervise(asked, playing, drain_http, settings.drain_seconds, health)


async def _check_surroundings(parts: Parts) -> bool:
    """Topics as they must be, Kafka not ahead; waits for the broker, and only here."""
    settings, definition = parts.settings, parts.definition
    connect = broker.connection(settings)
    topics = parts.topics({definition.name, *definition.sources})
    while True:
        try:
            await broker.ensure_topics(settings, list(topics.values()))
            break
        except (KafkaError, OSError, TimeoutError) as error:
            _log.warning("waiting_for_kafka", exc_info=error)
            await asyncio.sleep(PAUSE)
    async with parts.log.acquire() as log:
        await parts.store.continuity.note(log)
    await refuse_if_ahead(
        connect,
        service=definition.name,
        topic=parts.topic,
        partitions=settings.topic_partitions,
        log=parts.log,
    )
    return True


async def _unless(asked: asyncio.Event, work: Coroutine[object, object, bool]) -> bool:
    """What ``work`` answers, or false if the process is asked to stop meanwhile."""
    working = asyncio.create_task(work)
    waiting = asyncio.create_task(asked.wait())
    await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if working.done():
        return working.result()
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    return False


async def _migrate_only(definition: ServiceDefinition, settings: ServiceSettings) -> int:
    applied = await migrate_service(definition, settings)
    _log.info("migrated", files=applied)
    return 0
