"""The read database as the services leave it, read with the rights of the gateway alone."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

import services
import shared.readmodel
import shared.runtime
from shared.runtime.migrate import Source, grant_reading, migrate
from shared.testing import infrastructure
from tests.integration.gateway import rows
from tests.integration.gateway.world import CountedReads, World, world

SERVICES = ("directory", "goals", "learning")
PASSWORD = "gateway"  # noqa: S105 - of a role in a database of the tests


def source(package: str, folder: Path) -> Source:
    return Source(package, folder / "migrations")


@pytest.fixture(scope="module")
async def read_database(database: str) -> AsyncIterator[str]:
    """Migrated and empty; the address is the gateway's role's."""
    role = infrastructure.unique("gateway_")
    await infrastructure.execute(database, f"CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'")
    home = Path(services.__path__[0])
    shared_sources = [
        source("readmodel", Path(shared.readmodel.__path__[0])),
        source("runtime", Path(shared.runtime.__path__[0])),
    ]
    for service in SERVICES:
        own = source(service, home / service)
        await migrate(database, f"{service}_rows", [*shared_sources, own], views=service)
    await grant_reading(database, role, SERVICES)
    parts = urlsplit(database)
    place = parts.netloc.rpartition("@")[2]
    yield urlunsplit(parts._replace(netloc=f"{role}:{PASSWORD}@{place}"))
    await infrastructure.execute(database, f"DROP OWNED BY {role}; DROP ROLE {role}")


@pytest.fixture(scope="module")
async def owner(database: str, read_database: str) -> AsyncIterator[asyncpg.Connection]:
    """For what only services write."""
    assert read_database
    connection = await asyncpg.connect(database)
    yield connection
    await connection.close()


@pytest.fixture(scope="module")
async def company(read_database: str, owner: asyncpg.Connection) -> AsyncIterator[World]:
    """The small company of ``world``; a test changes nothing in it."""
    statements = (rows.DIRECTORY, rows.GOALS, rows.LEARNING)
    for service, statement in zip(SERVICES, statements, strict=True):
        await owner.execute(f"SET search_path = {service}_rows; {statement}")
    reads = await CountedReads.open(read_database, 4)
    reads.sent = []
    yield world(reads)
    await reads.close()
