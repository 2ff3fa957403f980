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
class _Schema:
    url: str
    name: str
    sources: Sequence[Source]
    views: str | None = None


def _of(definition: ServiceDefinition, settings: ServiceSettings) -> Sequence[_Schema]:
    rows = [_source(shared.readmodel), _source(shared.runtime)]
    rows.append(Source(definition.name, definition.migrations))
    return (
        _Schema(settings.keys_url.get_secret_value(), KEYS_SCHEMA, [_source(shared.privacy)]),
        _Schema(
            settings.events_url.get_secret_value(),
            definition.log_schema,
            [_source(shared.eventstore)],
        ),
        _Schema(
            settings.read_url.get_secret_value(),
            definition.row_schema,
            rows,
            views=definition.view_schema,
        ),
    )


def _source(package: ModuleType) -> Source:
    folder = Path(package.__path__[0]) / "migrations"
    return Source(package.__name__.rpartition(".")[2], folder)


async def migrate_service(definition: ServiceDefinition, settings: ServiceSettings) -> int:
    """Applies what is missing in all three databases; answers how many files that were."""
    applied = 0
    for schema in _of(definition, settings):
        applied += await migrate(schema.url, schema.name, schema.sources, views=schema.views)
        if schema.views and settings.gateway_role:
            await grant_reading(schema.url, settings.gateway_role, [schema.views])
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
