"""A command's JSON Schema as an input type, and a value of it as the command's body.

A field that a caller leaves out is left out of the body too, unless the command requires it to be
said: then it is null.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, cast

import strawberry
from strawberry.tools import create_type
from strawberry.types.field import StrawberryField

from services.gateway.mutations.documents import CommandForm
from services.gateway.nodes import enums, learning_enums

Schema = Mapping[str, Any]

_REF = "#/components/schemas/"
_ID_PATTERN = "-[0-9a-f]{8}"
_PLAIN: Mapping[str, object] = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": bool,
}
_FORMATS: Mapping[str, object] = {"date": date, "date-time": datetime}
_READ_ENUMS: Mapping[frozenset[str], type[Enum]] = {
    frozenset(str(member.value) for member in kind): kind
    for kind in (
        enums.Outcome,
        enums.Sharing,
        learning_enums.ActivityKind,
        learning_enums.BudgetScope,
        learning_enums.ContributionKind,
        learning_enums.PriorLearningKind,
        learning_enums.ProfileVisibility,
    )
}


class InputTypes:
    """Makes each input type once; parts that several commands name are shared."""

    def __init__(self) -> None:
        self._parts: dict[str, type] = {}
        self._required: dict[type, frozenset[str]] = {}

    def of(self, command: CommandForm) -> type:
        return self._made(f"{command.name}Input", command.name, command.schema, command.parts)

    def body(self, value: object) -> Any:
        """``value`` of an input type as the JSON that the service takes."""
        if is_dataclass(value):
            required = self._required[type(value)]
            given = {field.name: getattr(value, field.name) for field in fields(value)}
            return {
                name: None if each is strawberry.UNSET else self.body(each)
                for name, each in given.items()
                if each is not strawberry.UNSET or name in required
            }
        if isinstance(value, list):
            return [self.body(each) for each in value]
        if isinstance(value, Enum):
            return value.value
        return value.isoformat() if isinstance(value, date) else value

    def _made(self, name: str, owner: str, schema: Schema, parts: Mapping[str, Schema]) -> type:
        required = frozenset(schema.get("required", ()))
        made = [
            _field(field, self._type(owner, field, how, parts), how, field in required)
            for field, how in schema["properties"].items()
        ]
        description = schema.get("description")
        kind = create_type(
            name,
            made,
            is_input=True,
            description=description.replace("``", "`") if description else None,
        )
        self._required[kind] = required
        return kind

    def _type(self, owner: str, field: str, how: Schema, parts: Mapping[str, Schema]) -> Any:
        if "anyOf" in how:
            (inner,) = (each for each in how["anyOf"] if each.get("type") != "null")
            return self._type(owner, field, inner, parts) | None
        if "$ref" in how:
            return self._part(how["$ref"].removeprefix(_REF), parts)
        if how["type"] == "array":
            return list[self._type(owner, field, how["items"], parts)]  # type: ignore[misc]  # made at run time
        if "enum" in how and how["type"] == "string":
            return _enum(owner, field, how["enum"])
        if _ID_PATTERN in how.get("pattern", ""):
            return strawberry.ID
        return _FORMATS.get(how.get("format", ""), _PLAIN[how["type"]])

    def _part(self, name: str, parts: Mapping[str, Schema]) -> type:
        if name not in self._parts:
            self._parts[name] = self._made(f"{name}Input", name, parts[name], parts)
        return self._parts[name]


def _field(name: str, kind: Any, how: Schema, required: bool) -> StrawberryField:
    made: StrawberryField
    if required and "anyOf" not in how:
        made = strawberry.field(description=_bounds(how))
    elif how.get("default") is None:
        made = strawberry.field(default=strawberry.UNSET, description=_bounds(how))
    elif isinstance(how["default"], list):
        made = strawberry.field(default_factory=list, description=_bounds(how))
    else:
        made = strawberry.field(default=how["default"], description=_bounds(how))
    made.python_name = name
    made.type_annotation = strawberry.annotation.StrawberryAnnotation(kind)
    return made


def _bounds(how: Schema) -> str | None:
    """What the service checks besides the type, for the reader of the schema."""
    inner = next((each for each in how.get("anyOf", ()) if each.get("type") != "null"), how)
    if "enum" in inner and inner["type"] == "integer":
        return f"{min(inner['enum'])} to {max(inner['enum'])}."
    if "maxLength" in inner:
        least = f"{inner['minLength']} to" if "minLength" in inner else "At most"
        return f"{least} {inner['maxLength']} characters."
    return None


def _enum(owner: str, field: str, values: list[str]) -> type[Enum]:
    known = _READ_ENUMS.get(frozenset(values))
    if known is not None:
        return known
    name = owner + "".join(word.capitalize() for word in field.split("_"))
    functional = cast("Callable[..., type[Enum]]", Enum)
    return strawberry.enum(functional(name, {value.upper(): value for value in values}))
