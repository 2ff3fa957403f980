"""The shipped deployments come up on empty servers, each process with the environment it gets."""

import asyncio
import os
import secrets
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from shared.testing.infrastructure import execute, with_database
from suite.local.kafka import EmbeddedKafka
from suite.local.postgres import EmbeddedPostgres
from tests.e2e.asking import Company
from tests.e2e.conftest import key
from tests.e2e.shipped import PROCESSES, PROJECT, Shipped, compose, k8s_dev
from tests.integration.runtime.running import ISSUER, Issuer, Service, eventually, running

PASSWORDS = ("DIRECTORY_PASSWORD", "GOALS_PASSWORD", "LEARNING_PASSWORD", "GATEWAY_PASSWORD")
SHIPPED = {"compose": compose, "k8s": k8s_dev}


@dataclass
class Place:
    """Empty servers, the values that an operator gives, and who signs tokens."""

    postgres: str
    kafka: str
    issuer: Issuer
    values: Mapping[str, str]
    folder: Path

    def replaced(self, environment: Mapping[str, str], urls: Mapping[str, str]) -> dict[str, str]:
        """With addresses of this machine; nothing else is changed and nothing added."""
        return {
            name: self._replaced(name, value, urls.get(urlsplit(value).hostname or "", ""))
            for name, value in environment.items()
        }

    def _replaced(self, name: str, value: str, url: str) -> str:
        if value.startswith("postgresql://"):
            parts = urlsplit(value)
            who, server = parts.netloc.rpartition("@")[0], urlsplit(self.postgres).netloc
            return urlunsplit(parts._replace(netloc=f"{who}@{server.rpartition('@')[2]}"))
        if name == "MASTERY_KAFKA_BOOTSTRAP_SERVERS":
            return self.kafka
        if name in {"MASTERY_JWKS_URL", "MASTERY_JWT_ISSUER"}:
            return self.values[name]
        return url if value.startswith("http://") else value


@pytest.fixture
def place(
    own_postgres: EmbeddedPostgres, own_kafka: EmbeddedKafka, tmp_path: Path, issuer: Issuer
) -> Place:
    values = {
        "POSTGRES_PASSWORD": urlsplit(own_postgres.url()).password or "",
        "KAFKA_PASSWORD": "not used",
        "MASTERY_JWKS_URL": issuer.jwks.as_uri(),
        "MASTERY_JWT_ISSUER": ISSUER,
        **{f"MASTERY_{name}_KEY": key() for name in ("MASTER", "HASH", "TOKEN")},
        **{name: secrets.token_hex(16) for name in PASSWORDS},
    }
    return Place(own_postgres.url(), own_kafka.bootstrap_servers, issuer, values, tmp_path)


@pytest.fixture(autouse=True)
def nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The processes get what is shipped, and none of the variables of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("MASTERY_") and "TEST" not in name]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize("files", SHIPPED)
async def test_what_is_shipped_comes_up_and_answers(place: Place, files: str) -> None:
    shipped = SHIPPED[files](place.values)
    first, again = await migrated(place, shipped), await migrated(place, shipped)
    for thing in ("role mastery_gateway", "role mastery_goals", "database mastery_keys"):
        assert f"created: {thing}" in first
    assert "nothing created" in again
    assert "created: " not in again
    async with come_up(place, shipped) as company:
        person = await company.hire("Ada")
        question = "query ($id: ID!) { person(id: $id) { name } }"
        token = company.token(person)

        async def answered() -> bool:
            found = await company.post(token, question, id=person)
            return bool(found.json().get("data", {}).get("person") == {"name": "Ada"})

        await eventually(answered)
    await only_what_each_needs(place, shipped)


@asynccontextmanager
async def come_up(place: Place, shipped: Shipped) -> AsyncIterator[Company]:
    urls: dict[str, str] = {}
    services: dict[str, Service] = {}
    async with AsyncExitStack() as stack:
        for name in PROCESSES:
            command = shipped.commands[name]
            assert command == ["python", "-m", f"services.{name}.main"]
            environment = place.replaced(shipped.environments[name], urls)
            services[name] = await stack.enter_async_context(
                running(name, environment, place.folder)
            )
            urls[name] = services[name].url
        yield Company(services["gateway"], place.issuer)


async def migrated(place: Place, shipped: Shipped) -> str:
    """What the job says."""
    environment = place.replaced(shipped.environments["migrate"], {})
    python, *arguments = shipped.commands["migrate"]
    assert python == "python"
    job = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=PROJECT, env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said = (await job.communicate())[0].decode()
    assert job.returncode == 0, said
    return said


async def only_what_each_needs(place: Place, shipped: Shipped) -> None:
    environments = {
        name: place.replaced(shipped.environments[name], dict.fromkeys(PROCESSES, ""))
        for name in PROCESSES
    }
    reading = environments["gateway"]["MASTERY_READ_URL"]
    keys = with_database(reading, "mastery_keys")
    goals = environments["goals"]
    await denied(keys, "SELECT 1")
    for url in (reading, environments["learning"]["MASTERY_DATABASE_URL"]):
        await denied(url, "SELECT * FROM goals_log.events")
        await denied(url, "SELECT * FROM goals_rows.career_goals")
    await denied(reading, "CREATE TEMP TABLE mine (one text)")
    await denied(reading, "CREATE SCHEMA mine")
    await denied(goals["MASTERY_DATABASE_URL"], "CREATE ROLE another")
    await denied(goals["MASTERY_DATABASE_URL"], "CREATE TEMP TABLE mine (one text)")
    await denied(goals["MASTERY_KEYS_URL"], "DELETE FROM keys.people_keys")
    await denied(goals["MASTERY_KEYS_URL"], "DELETE FROM keys.schema_migrations")
    await denied(goals["MASTERY_KEYS_URL"], "UPDATE keys.schema_migrations SET number = 7")


async def denied(url: str, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await execute(url, statement)
