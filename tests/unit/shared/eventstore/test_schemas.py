"""Schemas of stored events, and the gate that an unchanged version has to pass."""

import copy
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has no types

from shared.eventstore import schemas
from shared.eventstore.codec import Codec
from shared.eventstore.compatibility import incompatibilities
from shared.kernel.messages import StreamId
from shared.privacy.sealing import new_key
from shared.testing.shelf import EVENTS, Book, BookPlaced, ShelfOpened

OWNER = StreamId("person-1")
OPENED = ShelfOpened(
    shelf=StreamId("shelf-1"),
    owner=OWNER,
    name="Poems",
    places=3,
    books=(Book(book="b", inscription="for you"),),
)
codec = Codec("library", EVENTS)
SCHEMA = schemas.schema("library", ShelfOpened)


def test_what_is_stored_is_what_the_schema_says() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    document = orjson.loads(codec.encode(OPENED, uuid4(), {OWNER: new_key()}))
    Draft202012Validator(SCHEMA).validate(document)
    assert document.keys() == SCHEMA["properties"].keys()


def test_marked_fields_stand_in_the_sealed_blocks_only() -> None:
    assert "name" not in SCHEMA["properties"]
    assert SCHEMA["$defs"]["Book"]["properties"].keys() == {"book"}
    assert SCHEMA["properties"]["personal"]["description"].endswith("/name, /books/*/inscription")
    assert {"name", "inscription"}.isdisjoint(SCHEMA["required"])


def test_a_schema_is_named_and_described() -> None:
    assert SCHEMA["$id"] == "urn:mastery:schema:mastery.library.shelf-opened.v1"
    assert SCHEMA["title"] == "ShelfOpened, version 1"
    assert SCHEMA["description"] == "A shelf stands, perhaps with books."
    assert "description" not in schemas.schema("library", BookPlaced)


def test_files_drift_until_they_are_written(tmp_path: Path) -> None:
    assert len(schemas.drift(tmp_path, [codec])) == len(EVENTS)
    schemas.write(tmp_path, [codec])
    assert schemas.drift(tmp_path, [codec]) == []
    file = tmp_path / "library" / "ShelfOpened.v1.json"
    file.write_text(file.read_text().replace("places", "rooms"))
    assert schemas.drift(tmp_path, [codec]) == [
        "library/ShelfOpened.v1.json is not what the class says"
    ]


def test_a_version_that_would_break_its_readers_is_not_written(tmp_path: Path) -> None:
    schemas.write(tmp_path, [codec])
    file = tmp_path / "library" / "ShelfOpened.v1.json"
    before = file.read_text().replace('"places"', '"rooms"')
    file.write_text(before)
    with pytest.raises(ValueError, match="/rooms was removed"):
        schemas.write(tmp_path, [codec])
    assert file.read_text() == before


def changed(**properties: Any) -> dict[str, Any]:
    """The schema with other properties; ``None`` removes one."""
    new = copy.deepcopy(SCHEMA)
    new["properties"].update(properties)
    new["properties"] = {k: v for k, v in new["properties"].items() if v is not None}
    return new


def test_a_new_field_that_may_be_missing_is_compatible() -> None:
    assert incompatibilities(SCHEMA, SCHEMA) == []
    assert incompatibilities(SCHEMA, changed(colour={"type": "string"})) == []


def test_words_for_readers_may_change() -> None:
    new = changed(places={"type": "integer", "description": "How many books fit."})
    assert incompatibilities(SCHEMA, {**new, "title": "x", "description": "y"}) == []


def test_a_removed_or_retyped_field_is_not_compatible() -> None:
    assert incompatibilities(SCHEMA, changed(places=None)) == ["/places was removed"]
    retyped = changed(places={"type": "string"})
    assert incompatibilities(SCHEMA, retyped) == ["/places was retyped"]


def test_a_change_inside_a_part_is_found() -> None:
    new = copy.deepcopy(SCHEMA)
    new["$defs"]["Book"]["properties"]["book"] = {"type": "integer"}
    assert incompatibilities(SCHEMA, new) == ["/books/*/book was retyped"]
    del new["$defs"]["Book"]["properties"]["book"]
    assert incompatibilities(SCHEMA, new) == ["/books/*/book was removed"]


def test_what_must_be_there_may_not_change() -> None:
    new = changed(colour={"type": "string"})
    new["required"] = [*SCHEMA["required"], "colour"]
    assert incompatibilities(SCHEMA, new) == ["/colour must be there and was not"]
    new["required"] = [name for name in SCHEMA["required"] if name != "places"]
    assert incompatibilities(SCHEMA, new) == ["/places was always there and need not be"]
