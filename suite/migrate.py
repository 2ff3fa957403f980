"""``python -m suite.migrate``: every service's migrations and topics, once, before a new version.

For a deployment that starts its processes with ``MASTERY_MIGRATE=false``; running it again does
nothing. With ``--create`` it makes databases, roles and grants too, by ``MASTERY_ADMIN_URL``, and
needs nothing else of the services' environment; without, it reads that of a service.
"""

import asyncio
import sys
from collections.abc import Sequence

import asyncpg
from aiokafka.errors import KafkaError
from pydantic import SecretStr, ValidationError

from shared.bus.topics import topic_of
from shared.runtime.broker import ensure_topics
from shared.runtime.kafka_settings import KafkaSettings
from shared.runtime.migrate import MigrationRefused
from shared.runtime.schemas import migrate_service
from shared.runtime.settings import ServiceSettings, explained
from shared.runtime.topic_settings import TopicRefused
from suite.creation import EVENTS, KEYS, SERVICES, CreationRefused, Deployment, create

IN_THE_WAY = (asyncpg.PostgresError, asyncpg.InterfaceError, KafkaError, OSError, TimeoutError)
"""What the servers may do; starting again may help."""


class CreationSettings(KafkaSettings):
    """What ``--create`` reads: the administrator's address, and a password for each process."""

    admin_url: SecretStr
    database: str = EVENTS
    keys_database: str = KEYS
    directory_password: SecretStr
    goals_password: SecretStr
    learning_password: SecretStr
    gateway_password: SecretStr

    @property
    def deployment(self) -> Deployment:
        passwords = {
            "directory": self.directory_password,
            "goals": self.goals_password,
            "learning": self.learning_password,
            "gateway": self.gateway_password,
        }
        return Deployment(
            self.admin_url.get_secret_value(),
            {process: password.get_secret_value() for process, password in passwords.items()},
            self.database,
            self.keys_database,
        )


async def migrate_only(settings: ServiceSettings) -> None:
    """Raises ``MigrationRefused`` or ``TopicRefused``, whose text says what to do."""
    for service in SERVICES:
        _say(f"{service.name}: {await migrate_service(service, settings)} migrations applied")
    await _topics(settings)


async def create_all(settings: CreationSettings) -> None:
    """The same, and ``CreationRefused``."""
    made = await create(settings.deployment)
    for thing in made:
        _say(f"created: {thing}")
    if not made:
        _say("databases, roles and tables were there: nothing created")
    await _topics(settings)


async def _topics(settings: KafkaSettings) -> None:
    """Also of services that are yet to come, where one that is here reads their events."""
    names = {name for service in SERVICES for name in (service.name, *service.sources)}
    topics = [topic_of(name, settings.topic_prefix) for name in sorted(names)]
    await ensure_topics(settings, topics)
    _say(f"topics are there: {', '.join(topics)}")


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - what a job's log shows


def main(arguments: Sequence[str]) -> int:
    """0 done; 1 a server did not do its part, try again; 2 somebody must mend something first."""
    if arguments not in ([], ["--create"]):
        sys.stderr.write("python -m suite.migrate [--create]\n")
        return 2
    try:
        if arguments:
            work = create_all(CreationSettings.from_environment())
        else:
            work = migrate_only(ServiceSettings.from_environment())
    except ValidationError as error:
        sys.stderr.write(f"{explained(error)}\n")
        return 2
    try:
        asyncio.run(work)
    except (CreationRefused, MigrationRefused, TopicRefused) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    except IN_THE_WAY as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
