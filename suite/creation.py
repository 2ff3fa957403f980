"""The databases and roles of a deployment, with the grants that each process needs and no others.

Two databases: one for logs and rows, one for people's keys. A role for each service owns that
service's schemas; it may create more of them, since migrations and rebuilds do. It may read and
add keys, and mark one as destroyed, but not delete a row. The gateway's role reads views and
cannot connect to the keys. PUBLIC has no right in either database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

from services.directory.main import SERVICE as DIRECTORY
from services.goals.main import SERVICE as GOALS
from services.learning.main import SERVICE as LEARNING
from shared.runtime.definition import ServiceDefinition
from shared.runtime.schemas import KEYS_SCHEMA, keys_schema, migrate_schemas, own_schemas

SERVICES = (DIRECTORY, GOALS, LEARNING)
EVENTS, KEYS = "mastery", "mastery_keys"
GATEWAY_ROLE = "mastery_gateway"

HAS_ROLE = "SELECT true FROM pg_roles WHERE rolname = $1"
HAS_DATABASE = "SELECT true FROM pg_database WHERE datname = $1"
SET_PASSWORD = "SELECT format('ALTER ROLE %I LOGIN PASSWORD %L', $1::text, $2::text)"  # noqa: S105
CLOSE = """
REVOKE ALL ON DATABASE {database} FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
"""
CONNECT = "GRANT CONNECT ON DATABASE {database} TO {role}"
MAKE_SCHEMAS = "GRANT CREATE ON DATABASE {database} TO {role}"
USE_KEYS = """
GRANT USAGE ON SCHEMA {schema} TO {role};
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA {schema} TO {role};
REVOKE INSERT, UPDATE ON {schema}.schema_migrations FROM {role};
"""


class CreationRefused(Exception):
    """The administrator's address does not do; the message says why."""


def role_of(process: str) -> str:
    """The database role of a service, or of the gateway."""
    return f"mastery_{process}"


@dataclass(frozen=True, slots=True)
class Deployment:
    """``admin`` is the address of whoever may create databases and roles, in any database.

    ``passwords`` are by process: of each service, and of the gateway.
    """

    admin: str
    passwords: Mapping[str, str]
    events: str = EVENTS
    keys: str = KEYS

    def as_admin(self, database: str) -> str:
        return urlunsplit(urlsplit(self.admin)._replace(path=f"/{quote(database)}"))

    def as_process(self, process: str, database: str) -> str:
        """The address that ``process`` finds in its environment."""
        parts = urlsplit(self.as_admin(database))
        who = f"{role_of(process)}:{quote(self.passwords[process], safe='')}"
        return urlunsplit(parts._replace(netloc=f"{who}@{parts.netloc.rpartition('@')[2]}"))


async def create(deployment: Deployment) -> Sequence[str]:
    """What was missing and has been created; raises ``CreationRefused``.

    Passwords and grants are set each time, so that a change of either takes effect.
    """
    try:
        made = await _roles_and_databases(deployment)
        await _grant_databases(deployment)
        applied = await migrate_schemas([keys_schema(deployment.as_admin(deployment.keys))], None)
        await _grant_keys(deployment)
        if applied:
            made.append(f"{applied} migrations of the key store")
        for service in SERVICES:
            if applied := await _migrate(service, deployment):
                made.append(f"{applied} migrations of {service.name}")
    except (
        asyncpg.InsufficientPrivilegeError,
        asyncpg.InvalidAuthorizationSpecificationError,
    ) as e:
        raise CreationRefused(
            f"MASTERY_ADMIN_URL must be that of a user who may create databases and roles: {e}"
        ) from e
    return made


async def _roles_and_databases(deployment: Deployment) -> list[str]:
    made = []
    connection = await asyncpg.connect(deployment.admin)
    try:
        for process, password in deployment.passwords.items():
            role = role_of(process)
            if not await connection.fetchval(HAS_ROLE, role):
                await connection.execute(f"CREATE ROLE {role}")
                made.append(f"role {role}")
            await connection.execute(await connection.fetchval(SET_PASSWORD, role, password))
        for database in (deployment.events, deployment.keys):
            if not await connection.fetchval(HAS_DATABASE, database):
                await connection.execute(f"CREATE DATABASE {_quoted(database)}")
                made.append(f"database {database}")
    finally:
        await connection.close()
    return made


async def _grant_databases(deployment: Deployment) -> None:
    services = [role_of(service.name) for service in SERVICES]
    for database, connecting, making in (
        (deployment.events, [*services, GATEWAY_ROLE], services),
        (deployment.keys, services, []),
    ):
        statements = [
            CLOSE,
            *(CONNECT.replace("{role}", role) for role in connecting),
            *(MAKE_SCHEMAS.replace("{role}", role) for role in making),
        ]
        name = _quoted(database)
        await _execute(
            deployment.as_admin(database),
            [statement.format(database=name) for statement in statements],
        )


async def _grant_keys(deployment: Deployment) -> None:
    await _execute(
        deployment.as_admin(deployment.keys),
        [USE_KEYS.format(schema=KEYS_SCHEMA, role=role_of(service.name)) for service in SERVICES],
    )


async def _migrate(service: ServiceDefinition, deployment: Deployment) -> int:
    """As the service's own role, which then owns what it has made."""
    url = deployment.as_process(service.name, deployment.events)
    return await migrate_schemas(own_schemas(service, url, url), GATEWAY_ROLE)


async def _execute(url: str, statements: Sequence[str]) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
