"""Which migrations a service needs, in which schema of which database."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import shared.eventstore
import shared.privacy
import shared.readmodel
import shared.runtime
from shared.runtime.definition import ServiceDefinition
from shared.runtime.migrate import MigrationRefused, Source, grant_reading, migrate, pending
from shared.runtime.settings import ServiceSettings

KEYS_SCHEMA = "keys"


@dataclass(frozen=True, slots=True)
class Schema:
    """``views`` is a second schema that holds what others may read."""

    url: str
    name: str
    sources: Sequence[Source]
    views: str | None = None


def keys_schema(url: str) -> Schema:
    """The key store, which is everybody's."""
    return Schema(url, KEYS_SCHEMA, [_source(shared.privacy)])


def own_schemas(definition: ServiceDefinition, events_url: str, read_url: str) -> Sequence[Schema]:
    """What belongs to this service alone: its log, and its rows with their views."""
    rows = [_source(shared.readmodel), _source(shared.runtime)]
    rows.append(Source(definition.name, definition.migrations))
    return (
        Schema(events_url, definition.log_schema, [_source(shared.eventstore)]),
        Schema(read_url, definition.row_schema, rows, views=definition.view_schema),
    )


def _of(definition: ServiceDefinition, settings: ServiceSettings) -> Sequence[Schema]:
    events, read = settings.events_url, settings.read_url
    return (
        keys_schema(settings.keys_url.get_secret_value()),
        *own_schemas(definition, events.get_secret_value(), read.get_secret_value()),
    )


def _source(package: ModuleType) -> Source:
    folder = Path(package.__path__[0]) / "migrations"
    return Source(package.__name__.rpartition(".")[2], folder)


async def migrate_service(definition: ServiceDefinition, settings: ServiceSettings) -> int:
    """Applies what is missing in all three databases; answers how many files that were."""
    return await migrate_schemas(_of(definition, settings), settings.gateway_role)


async def migrate_schemas(schemas: Sequence[Schema], gateway_role: str | None) -> int:
    """The same for some schemas; ``gateway_role`` may read their views from then on."""
    applied = 0
    for schema in schemas:
        applied += await migrate(schema.url, schema.name, schema.sources, views=schema.views)
        if schema.views and gateway_role:
            await grant_reading(schema.url, gateway_role, [schema.views])
    return applied


async def refuse_unmigrated(definition: ServiceDefinition, settings: ServiceSettings) -> None:
    """For a process that does not migrate itself."""
    missing = [
        name
        for schema in _of(definition, settings)
        for name in await pending(schema.url, schema.name, schema.sources)
    ]
    if missing:
        raise MigrationRefused(
            f"{len(missing)} migrations have not been applied (first {missing[0]}): run "
            f"python -m services.{definition.name}.main migrate, or set MASTERY_MIGRATE=true"
        )
