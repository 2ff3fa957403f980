"""The servers that tests run against, as far as no part of the suite is needed to have them.

``MASTERY_TEST_SERVERS`` is ``embedded`` (the default; ``tests/conftest.py`` starts them),
``docker`` (testcontainers) or ``given``: ``MASTERY_DATABASE_URL`` of a superuser and
``MASTERY_KAFKA_BOOTSTRAP_SERVERS``.
"""

import os
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Literal, get_args
from urllib.parse import urlsplit, urlunsplit

import asyncpg

Kind = Literal["embedded", "docker", "given"]

POSTGRES_IMAGE = "postgres:18"
KAFKA_IMAGE = "apache/kafka:4.3.1"

Stop = Callable[[], None]


def wanted() -> Kind:
    """Which servers this run of the tests is to use."""
    name = os.environ.get("MASTERY_TEST_SERVERS", "embedded")
    for kind in get_args(Kind):
        if kind == name:
            return kind  # type: ignore[no-any-return]  # get_args is not typed by its argument
    raise ValueError(f"MASTERY_TEST_SERVERS is {name!r}, not one of {get_args(Kind)}")


def given(variable: str) -> str:
    """An address from the environment; raises ``LookupError`` if it is not set."""
    value = os.environ.get(variable)
    if not value:
        raise LookupError(f"MASTERY_TEST_SERVERS=given needs {variable}")
    return value


def docker_postgres() -> tuple[str, Stop]:
    """A PostgreSQL in a container: the superuser's address, and what ends it."""
    from testcontainers.postgres import PostgresContainer

    container = PostgresContainer(POSTGRES_IMAGE, driver=None)
    container.start()
    return container.get_connection_url(), container.stop


def docker_kafka() -> tuple[str, Stop]:
    """A Kafka in a container: the bootstrap servers, and what ends it."""
    from testcontainers.kafka import KafkaContainer

    container = KafkaContainer(KAFKA_IMAGE).with_kraft()
    container.start()
    return container.get_bootstrap_server(), container.stop


def unique(prefix: str) -> str:
    """A name that no other module, worker or run uses; fit for SQL and for topics."""
    return f"{prefix}{secrets.token_hex(5)}"


def with_database(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


@asynccontextmanager
async def fresh_database(server: str) -> AsyncIterator[str]:
    """A database of its own on the superuser's ``server``; dropped with whoever is in it."""
    name = unique("test_")
    await execute(server, f"CREATE DATABASE {name}")
    try:
        yield with_database(server, name)
    finally:
        await execute(server, f"DROP DATABASE {name} WITH (FORCE)")


async def execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
