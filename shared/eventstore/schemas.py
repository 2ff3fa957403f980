"""JSON Schemas of events as they are stored, kept as files, and what may change in them.

``schemas/events/<service>/<Event>.v<n>.json``; a version's file is never deleted: what has been
published stays readable.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode
from pydantic_core.core_schema import CoreSchema

from shared.eventstore.codec import Codec, kind_of
from shared.eventstore.compatibility import Schema, incompatibilities
from shared.eventstore.personal import Marks, marks_of, pointer
from shared.eventstore.readable import PERSONAL
from shared.kernel.messages import Event
from shared.privacy.sealing import ALGORITHM

BLOCKS: Schema = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "person": {"type": "string"},
            "alg": {"const": ALGORITHM},
            "data": {"type": "string", "contentEncoding": "base64"},
        },
        "required": ["person", "alg", "data"],
    },
}


class WithoutTitles(GenerateJsonSchema):
    """A title made from a field's name tells nothing that the name does not."""

    def field_title_should_be_set(self, _schema: object) -> bool:
        return False

    def generate(self, schema: CoreSchema, mode: JsonSchemaMode = "validation") -> Schema:
        return {"$schema": self.schema_dialect, **super().generate(schema, mode)}


def schema(service: str, cls: type[Event]) -> Schema:
    """JSON Schema 2020-12 of the stored form: marked fields stand sealed in ``personal``."""
    found = TypeAdapter(cls).json_schema(mode="serialization", schema_generator=WithoutTitles)
    marks = marks_of(cls)
    for owner, field in owners(found, found, marks):
        owner["properties"].pop(field, None)
        if field in owner.get("required", ()):
            owner["required"].remove(field)
    if marks:
        names = ", ".join(names_of(marks))
        described = {**BLOCKS, "description": f"sealed, one entry a person: {names}"}
        found["properties"][PERSONAL] = described
    found["title"] = f"{cls.__name__}, version {cls.version}"
    text = (cls.__doc__ or "").strip()
    if text and not text.startswith(f"{cls.__name__}("):
        found["description"] = " ".join(text.split())
    return {"$id": f"urn:mastery:schema:{kind_of(service, cls)}.v{cls.version}", **found}


def owners(root: Schema, owner: Schema, marks: Marks) -> Iterator[tuple[Schema, str]]:
    """The object schemas within ``owner`` that describe a marked field, with its name."""
    for mark in marks.fields:
        yield owner, mark.name
    for part in marks.parts:
        for name in referred(owner["properties"][part.name]):
            yield from owners(root, root["$defs"][name], part.marks)


def referred(found: Any) -> Iterator[str]:
    """Names of the definitions that a schema refers to."""
    if isinstance(found, dict):
        if "$ref" in found:
            yield found["$ref"].rpartition("/")[2]
        for inner in found.values():
            yield from referred(inner)
    elif isinstance(found, list):
        for inner in found:
            yield from referred(inner)


def names_of(marks: Marks, before: tuple[str, ...] = ()) -> list[str]:
    """The marked fields as JSON pointers, ``*`` for each of a list."""
    names = [pointer((*before, mark.name)) for mark in marks.fields]
    for part in marks.parts:
        names += names_of(part.marks, (*before, part.name, *(["*"] if part.many else [])))
    return names


def files(codecs: Iterable[Codec]) -> Mapping[str, str]:
    """What must stand in the folder: relative path → text."""
    return {
        f"{codec.service}/{cls.__name__}.v{cls.version}.json": json.dumps(
            schema(codec.service, cls), indent=2, ensure_ascii=False
        )
        + "\n"
        for codec in codecs
        for cls in codec.events
    }


def write(folder: Path, codecs: Iterable[Codec]) -> None:
    """Raises ``ValueError``, before anything is written, if a version would break its readers."""
    wanted = files(codecs)
    broken = breaks(folder, wanted)
    if broken:
        raise ValueError("raise the event's version and add an upcaster: " + "; ".join(broken))
    for name, text in wanted.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def drift(folder: Path, codecs: Iterable[Codec]) -> list[str]:
    """How files and classes differ: what is missing, what says something else."""
    found = []
    for name, text in files(codecs).items():
        file = folder / name
        if not file.exists():
            found.append(f"{name} is missing")
        elif file.read_text(encoding="utf-8") != text:
            found.append(f"{name} is not what the class says")
    return found


def breaks(folder: Path, wanted: Mapping[str, str]) -> list[str]:
    """Incompatible changes of versions that have a file already."""
    return [
        f"{name}: {change}"
        for name, text in wanted.items()
        if (folder / name).exists()
        for change in incompatibilities(json.loads((folder / name).read_text()), json.loads(text))
    ]
