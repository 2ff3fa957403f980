"""``schemas/`` and the catalogue of events, written from the code or compared with it.

``python -m suite.schemas`` writes, ``--check`` says what differs and ends with 1. An incompatible
change of a published event is refused by both.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import yaml

from services.directory.main import SERVICE as DIRECTORY
from services.goals.main import SERVICE as GOALS
from services.learning.main import SERVICE as LEARNING
from shared.eventstore import schemas as event_schemas
from shared.eventstore.codec import Codec
from shared.runtime import openapi
from shared.runtime.asyncapi import asyncapi
from shared.runtime.definition import ServiceDefinition
from suite.catalogue import catalogue

ROOT = Path(__file__).parents[1]
SERVICES = (DIRECTORY, GOALS, LEARNING)


def codec(definition: ServiceDefinition) -> Codec:
    return Codec(definition.name, definition.events, definition.upcasters, definition.foreign)


def wanted() -> Mapping[str, str]:
    """Path from the project's root → text, of everything but the graph's schema."""
    codecs = [codec(definition) for definition in SERVICES]
    files = {f"schemas/events/{name}": text for name, text in event_schemas.files(codecs).items()}
    for definition in SERVICES:
        name = definition.name
        document = openapi.document(name, definition.commands.handled)
        files[f"schemas/openapi/{name}.json"] = (
            json.dumps(document, indent=2, ensure_ascii=False) + "\n"
        )
        files[f"schemas/asyncapi/{name}.yaml"] = yaml.safe_dump(
            asyncapi(definition), sort_keys=False, allow_unicode=True
        )
    return {**files, "docs/events.md": catalogue(codecs)}


def graph() -> Mapping[str, str]:
    """Apart from the others: its mutations are made from the OpenAPI documents on disk."""
    from services.gateway.schema import Graph

    return {"schemas/gateway.graphql": Graph().as_str() + "\n"}


def breaks() -> list[str]:
    events = event_schemas.files(codec(definition) for definition in SERVICES)
    return event_schemas.breaks(ROOT / "schemas" / "events", events)


def differing(files: Mapping[str, str]) -> list[str]:
    return [
        name
        for name, text in files.items()
        if not (ROOT / name).exists() or (ROOT / name).read_text(encoding="utf-8") != text
    ]


def write(files: Mapping[str, str]) -> None:
    for name in differing(files):
        (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / name).write_text(files[name], encoding="utf-8")
        print(f"wrote {name}")  # noqa: T201 - the answer of a command


def main(arguments: list[str]) -> int:
    if found := breaks():
        sys.stderr.write("raise the event's version and add an upcaster:\n  ")
        sys.stderr.write("\n  ".join(found) + "\n")
        return 1
    if arguments == ["--check"]:
        stale = differing({**wanted(), **graph()})
        if stale:
            sys.stderr.write("not what the code says; run `make schemas`:\n  ")
            sys.stderr.write("\n  ".join(stale) + "\n")
        return int(bool(stale))
    write(wanted())
    write(graph())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
