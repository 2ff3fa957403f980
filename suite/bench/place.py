"""A service on a database of its own, as ``mastery up`` would open it."""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from services.goals.main import SERVICE as GOALS
from shared.runtime import broker
from shared.runtime.definition import ServiceDefinition
from shared.runtime.parts import Parts, open_parts
from shared.runtime.schemas import migrate_service
from shared.runtime.settings import ServiceSettings
from suite.bench.servers import Servers
from suite.local.ports import LOOPBACK
from suite.local.secret_files import AUDIENCE, ISSUER, SecretFiles

NO_BROKER = f"{LOOPBACK}:1"


@dataclass(frozen=True, slots=True)
class Place:
    url: str
    parts: Parts
    environment: Mapping[str, str]
    """What a process of the service needs, without the port."""
    secrets: SecretFiles


@asynccontextmanager
async def opened(
    servers: Servers,
    definition: ServiceDefinition = GOALS,
    *others: ServiceDefinition,
    kafka: bool = False,
) -> AsyncIterator[Place]:
    """With its topics if ``kafka``, beside the tables of ``others``; nothing of it runs yet."""
    files = SecretFiles(servers.folder / "secrets")
    files.make()
    bootstrap = await servers.kafka() if kafka else NO_BROKER
    async with servers.database() as url, AsyncExitStack() as stack:
        environment = environment_of(files, url, bootstrap)
        settings = settings_of(environment)
        for one in (definition, *others):
            await migrate_service(one, settings)
        parts = await open_parts(definition, settings, stack)
        if kafka:
            wanted = parts.topics({definition.name, *definition.sources}).values()
            await broker.ensure_topics(settings, list(wanted))
        yield Place(url, parts, environment, files)


def environment_of(files: SecretFiles, url: str, bootstrap: str) -> Mapping[str, str]:
    keys = files.environment()
    return {
        "MASTERY_COMPANY": "acme",
        "MASTERY_MODE": "local",
        "MASTERY_DATABASE_URL": url,
        "MASTERY_KAFKA_BOOTSTRAP_SERVERS": bootstrap,
        "MASTERY_TOPIC_PREFIX": f"bench-{secrets.token_hex(4)}",
        "MASTERY_TOKEN_KEY": keys["MASTERY_TOKEN_KEY"],
        "MASTERY_MASTER_KEY": keys["MASTERY_MASTER_KEY"],
        "MASTERY_HASH_KEY": keys["MASTERY_HASH_KEY"],
        "MASTERY_JWKS_URL": f"file://{quote(str(Path(files.jwks).resolve()))}",
        "MASTERY_JWT_ISSUER": ISSUER,
        "MASTERY_JWT_AUDIENCE": AUDIENCE,
        "MASTERY_LOG_LEVEL": "warning",
    }


def settings_of(environment: Mapping[str, str]) -> ServiceSettings:
    given = {name.removeprefix("MASTERY_").lower(): text for name, text in environment.items()}
    return ServiceSettings.model_validate(given)
