"""One company on a database and topics of its own, for whom services run as processes."""

import asyncio
import secrets
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from shared.bus.topics import partition_of
from shared.readmodel.barrier import Mark, reached
from shared.runtime.definition import ServiceDefinition
from shared.runtime.parts import Parts, open_parts
from shared.runtime.schemas import migrate_service
from shared.runtime.settings import ServiceSettings
from tests.faults.kills.replicas import Replica, replicas
from tests.integration.runtime.running import AUDIENCE, ISSUER, Issuer

PARTITIONS = 6
SOON = 0.1
END = 120.0
ALL = 10_000_000
REACTED = """
SELECT count(*) = $4
FROM policy_offsets AS p
JOIN unnest($2::int[], $3::bigint[]) AS mark (partition, position) USING (partition)
WHERE p.source = $1 AND p.last_position >= mark.position
"""


@dataclass(frozen=True)
class Company:
    """``environment`` is what every process finds; its clock stands at noon when it begins."""

    url: str
    kafka: str
    prefix: str
    issuer: Issuer
    folder: Path
    environment: Mapping[str, str]

    @asynccontextmanager
    async def replicas(
        self, service: str, count: int, roles: str, **changes: str
    ) -> AsyncIterator[list[Replica]]:
        changed = {f"MASTERY_{name.upper()}": value for name, value in changes.items()}
        environment = {**self.environment, "MASTERY_ROLES": roles, **changed}
        async with replicas(service, count, environment, self.folder) as found:
            yield found

    def settings(self) -> ServiceSettings:
        given = {name.removeprefix("MASTERY_").lower(): v for name, v in self.environment.items()}
        return ServiceSettings.model_validate(given)

    @asynccontextmanager
    async def parts(self, definition: ServiceDefinition) -> AsyncIterator[Parts]:
        """What a process of the service stands on, in the test's own process."""
        await migrate_service(definition, self.settings())
        async with AsyncExitStack() as stack:
            yield await open_parts(definition, self.settings(), stack)


def company_on(url: str, kafka: str, prefix: str, issuer: Issuer, folder: Path) -> Company:
    clock = folder / "clock"
    clock.write_text(str(until_noon().total_seconds()))
    environment = {
        "MASTERY_COMPANY": "acme",
        "MASTERY_MODE": "local",
        "MASTERY_DATABASE_URL": url,
        "MASTERY_KAFKA_BOOTSTRAP_SERVERS": kafka,
        "MASTERY_TOPIC_PREFIX": prefix,
        "MASTERY_TOPIC_PARTITIONS": str(PARTITIONS),
        "MASTERY_MASTER_KEY": _key(),
        "MASTERY_HASH_KEY": _key(),
        "MASTERY_TOKEN_KEY": _key(),
        "MASTERY_JWKS_URL": issuer.jwks.as_uri(),
        "MASTERY_JWT_ISSUER": ISSUER,
        "MASTERY_JWT_AUDIENCE": AUDIENCE,
        "MASTERY_CLOCK_FILE": str(clock),
    }
    return Company(url, kafka, prefix, issuer, folder, environment)


def until_noon() -> timedelta:
    """So that no midnight falls into a test."""
    now = datetime.now(UTC)
    return now.replace(hour=12, minute=0, second=0, microsecond=0) - now


def _key() -> str:
    return b64encode(secrets.token_bytes(32)).decode()


async def marks(parts: Parts) -> list[Mark]:
    """The end of the log, partition by partition."""
    last: dict[int, int] = {}
    for event in await parts.store.read_log(0, ALL):
        last[partition_of(event.stream, PARTITIONS)] = event.position
    name = parts.definition.name
    return [Mark(name, partition, position) for partition, position in last.items()]


async def projected(parts: Parts) -> None:
    """Returns when the rows hold all that the log holds."""
    assert await reached(parts.read, parts.definition.name, await marks(parts), END)


async def reacted(parts: Parts) -> None:
    """Returns when every policy has answered every event, those that followed among them."""
    name, policies = parts.definition.name, parts.definition.subscriptions.reactions
    async with asyncio.timeout(END):
        while True:
            ends = await marks(parts)
            partitions = [at.partition for at in ends]
            positions = [at.position for at in ends]
            answers = len(policies) * len(ends)
            done = await parts.read.fetchval(REACTED, name, partitions, positions, answers)
            if done and max(positions) == await parts.store.head():
                return
            await asyncio.sleep(SOON)
