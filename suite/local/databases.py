"""The databases and the gateway's role, on our own PostgreSQL or on one that was given."""

import asyncio
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

from shared.runtime.migrate import foreign_objects

EVENTS, KEYS = "mastery", "mastery_keys"
GATEWAY_ROLE = "mastery_gateway"


HAS_KEYS = "SELECT to_regclass('keys.people_keys') IS NOT NULL"
ONE_KEY = "SELECT wrapped FROM keys.people_keys WHERE wrapped IS NOT NULL LIMIT 1"
UNREACHABLE = (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""What connecting to a wrong or absent address may raise."""


class DatabaseRefused(Exception):
    """The database cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Databases:
    """``events`` holds logs and read tables, ``keys`` the key store; both as their owner."""

    events: str
    keys: str

    def reading(self, password: str) -> str:
        """The address for the gateway: its role may read views, nothing else."""
        parts = urlsplit(self.events)
        place = parts.netloc.rpartition("@")[2]
        return urlunsplit(parts._replace(netloc=f"{GATEWAY_ROLE}:{quote(password)}@{place}"))


async def prepare_own(server: str, gateway_password: str) -> Databases:
    """Makes what is missing on the embedded server."""
    connection = await asyncpg.connect(server)
    try:
        present = {row[0] for row in await connection.fetch("SELECT datname FROM pg_database")}
        for name in (EVENTS, KEYS):
            if name not in present:
                await connection.execute(f"CREATE DATABASE {name}")
        await ensure_gateway_role(connection, gateway_password)
    finally:
        await connection.close()
    parts = urlsplit(server)
    address = {name: urlunsplit(parts._replace(path=f"/{name}")) for name in (EVENTS, KEYS)}
    return Databases(address[EVENTS], address[KEYS])


async def prepare_given(events: str, keys: str, gateway_password: str) -> Databases:
    """Raises ``DatabaseRefused`` if either database holds anything that is not the suite's."""
    for url in {events, keys}:
        if found := await foreign_objects(url):
            raise DatabaseRefused(
                f"the database {without_password(url)} holds what is not Mastery's "
                f"({', '.join(found[:5])}): give an empty one"
            )
    connection = await asyncpg.connect(events)
    try:
        await ensure_gateway_role(connection, gateway_password)
    except asyncpg.InsufficientPrivilegeError as error:
        raise DatabaseRefused(
            f"its user may not create the role {GATEWAY_ROLE}: give the address of one with "
            f"CREATEROLE ({error})"
        ) from error
    finally:
        await connection.close()
    return Databases(events, keys)


async def refuse_another_master_key(keys: str, master_key: bytes) -> None:
    """Raises ``DatabaseRefused`` where the keys of people are wrapped by another data folder."""
    connection = await asyncpg.connect(keys)
    try:
        if await connection.fetchval(HAS_KEYS):
            wrapped = await connection.fetchval(ONE_KEY)
            if wrapped is not None:
                aes_key_unwrap(master_key, wrapped)
    except InvalidUnwrap as error:
        raise DatabaseRefused(
            f"{without_password(keys)} was filled from another data folder, whose master key its "
            "people's keys are wrapped by: give that folder with --data, or an empty database"
        ) from error
    finally:
        await connection.close()


async def ensure_gateway_role(connection: asyncpg.Connection, password: str) -> None:
    """``password`` is ours: letters and digits only, so it may stand in the statement."""
    if not password.isalnum():
        raise ValueError("the gateway's password must consist of letters and digits")
    known = await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", GATEWAY_ROLE)
    verb = "ALTER" if known else "CREATE"
    await connection.execute(f"{verb} ROLE {GATEWAY_ROLE} LOGIN PASSWORD '{password}'")


def foreign_now(url: str) -> list[str]:
    """``foreign_objects`` for who has no event loop; raises what is in ``UNREACHABLE``."""

    async def ask() -> list[str]:
        async with asyncio.timeout(5):
            return await foreign_objects(url)

    return asyncio.run(ask())


def without_password(url: str) -> str:
    parts = urlsplit(url)
    user, _, place = parts.netloc.rpartition("@")
    name = user.partition(":")[0]
    return urlunsplit(parts._replace(netloc=f"{name}@{place}" if name else place, query=""))
