"""A service as its own process, on the run's PostgreSQL and Kafka."""

import secrets
from base64 import b64encode
from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.integration.runtime.running import AUDIENCE, ISSUER, Issuer, Service, running


def key() -> str:
    return b64encode(secrets.token_bytes(32)).decode()


@pytest.fixture(scope="session")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    issuer = Issuer(tmp_path_factory.mktemp("issuer"))
    issuer.publish()
    return issuer


@pytest.fixture(scope="module")
def environment(database: str, kafka: str, topic_prefix: str, issuer: Issuer) -> dict[str, str]:
    return {
        "MASTERY_COMPANY": "acme",
        "MASTERY_MODE": "local",
        "MASTERY_DATABASE_URL": database,
        "MASTERY_KAFKA_BOOTSTRAP_SERVERS": kafka,
        "MASTERY_TOPIC_PREFIX": topic_prefix,
        "MASTERY_TOPIC_PARTITIONS": "3",
        "MASTERY_MASTER_KEY": key(),
        "MASTERY_HASH_KEY": key(),
        "MASTERY_TOKEN_KEY": key(),
        "MASTERY_JWKS_URL": issuer.jwks.as_uri(),
        "MASTERY_JWT_ISSUER": ISSUER,
        "MASTERY_JWT_AUDIENCE": AUDIENCE,
    }


@pytest.fixture(scope="module")
async def directory(
    environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Service]:
    async with running("directory", environment, tmp_path_factory.mktemp("log")) as service:
        yield service


@pytest.fixture(scope="module")
async def goals(
    directory: Service,
    environment: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Service]:
    assert directory.process.returncode is None  # goals knows people from its events
    async with running("goals", environment, tmp_path_factory.mktemp("log")) as service:
        yield service


@pytest.fixture(scope="module")
async def rows(database: str) -> AsyncIterator["asyncpg.Pool[asyncpg.Record]"]:
    async with asyncpg.create_pool(database, min_size=1, max_size=2) as pool:
        yield pool
