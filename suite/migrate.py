"""``python -m suite.migrate``: every service's migrations and topics, once, before a new version.

For a deployment that starts its processes with ``MASTERY_MIGRATE=false``. It reads the services'
environment; running it again does nothing.
"""

import asyncio
import sys

from pydantic import ValidationError

from services.directory.main import SERVICE as DIRECTORY
from services.goals.main import SERVICE as GOALS
from services.learning.main import SERVICE as LEARNING
from shared.bus.topics import topic_of
from shared.runtime.broker import ensure_topics
from shared.runtime.migrate import MigrationRefused
from shared.runtime.schemas import migrate_service
from shared.runtime.settings import ServiceSettings
from shared.runtime.topic_settings import TopicRefused

SERVICES = (DIRECTORY, GOALS, LEARNING)


async def run(settings: ServiceSettings) -> None:
    """Raises ``MigrationRefused`` or ``TopicRefused``, whose text says what to do."""
    for service in SERVICES:
        applied = await migrate_service(service, settings)
        print(f"{service.name}: {applied} migrations applied")  # noqa: T201 - what a job's log shows
    topics = [topic_of(service.name, settings.topic_prefix) for service in SERVICES]
    await ensure_topics(settings, topics)
    print(f"topics are there: {', '.join(topics)}")  # noqa: T201 - what a job's log shows


def main() -> int:
    try:
        settings = ServiceSettings.from_environment()
    except ValidationError as error:
        names = sorted({"_".join(map(str, fault["loc"])).upper() for fault in error.errors()})
        sys.stderr.write(f"the environment is not complete: MASTERY_{', MASTERY_'.join(names)}\n")
        return 2
    try:
        asyncio.run(run(settings))
    except (MigrationRefused, TopicRefused) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
