"""All processes of the suite on real servers, asked through GraphQL alone."""

import secrets
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from shared.testing import infrastructure
from tests.e2e.asking import Company
from tests.integration.runtime.running import AUDIENCE, ISSUER, Issuer, running

SERVICES = ("directory", "goals", "learning")


def key() -> str:
    return b64encode(secrets.token_bytes(32)).decode()


@pytest.fixture(scope="session")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    issuer = Issuer(tmp_path_factory.mktemp("issuer"))
    issuer.publish()
    return issuer


@pytest.fixture(scope="module")
async def gateway_url(database: str) -> AsyncIterator[str]:
    """The read database's address for a role that may read views and nothing else."""
    role, password = infrastructure.unique("gateway_"), secrets.token_hex(8)
    await infrastructure.execute(database, f"CREATE ROLE {role} LOGIN PASSWORD '{password}'")
    parts = urlsplit(database)
    place = parts.netloc.rpartition("@")[2]
    yield urlunsplit(parts._replace(netloc=f"{role}:{password}@{place}"))
    await infrastructure.execute(database, f"DROP OWNED BY {role}; DROP ROLE {role}")


@pytest.fixture(scope="module")
async def company(
    database: str,
    gateway_url: str,
    kafka: str,
    topic_prefix: str,
    issuer: Issuer,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Company]:
    every = {
        "MASTERY_COMPANY": "acme",
        "MASTERY_MODE": "local",
        "MASTERY_TOKEN_KEY": key(),
        "MASTERY_TOPIC_PARTITIONS": "3",
        "MASTERY_JWKS_URL": issuer.jwks.as_uri(),
        "MASTERY_JWT_ISSUER": ISSUER,
        "MASTERY_JWT_AUDIENCE": AUDIENCE,
    }
    deciding = {
        **every,
        "MASTERY_DATABASE_URL": database,
        "MASTERY_GATEWAY_ROLE": urlsplit(gateway_url).username or "",
        "MASTERY_KAFKA_BOOTSTRAP_SERVERS": kafka,
        "MASTERY_TOPIC_PREFIX": topic_prefix,
        "MASTERY_MASTER_KEY": key(),
        "MASTERY_HASH_KEY": key(),
    }
    logs: Path = tmp_path_factory.mktemp("log")
    async with AsyncExitStack() as stack:
        reading = {**every, "MASTERY_READ_URL": gateway_url}
        for name in SERVICES:
            service = await stack.enter_async_context(running(name, deciding, logs))
            reading[f"MASTERY_{name.upper()}_URL"] = service.url
        gateway = await stack.enter_async_context(running("gateway", reading, logs))
        yield Company(gateway, issuer)
