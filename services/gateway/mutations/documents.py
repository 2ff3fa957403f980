"""The committed OpenAPI documents, read as the list of commands that there are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

FOLDER = Path(__file__).parents[3] / "schemas" / "openapi"
SERVICES = ("directory", "goals", "learning")


@dataclass(frozen=True, slots=True)
class CommandForm:
    """A command as its service publishes it; ``parts`` are the schemas that its fields name."""

    service: str
    path: str
    name: str
    schema: Mapping[str, Any]
    parts: Mapping[str, Mapping[str, Any]]

    @property
    def description(self) -> str | None:
        text: str | None = self.schema.get("description")
        return text.replace("``", "`") if text else None


def commands(folder: Path = FOLDER) -> Iterator[CommandForm]:
    """All commands, by service and name."""
    for service in SERVICES:
        document = orjson.loads((folder / f"{service}.json").read_bytes())
        schemas = document["components"]["schemas"]
        for path, methods in document["paths"].items():
            name = methods["post"]["operationId"]
            yield CommandForm(service, path, name, schemas[name], schemas)
