"""A body becomes a command: fields of the caller's, fields of the service's, strictly typed.

What is wrong is told as field and rule; the value stands nowhere, it may be personal.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from typing import Annotated, Any, get_args, get_origin, get_type_hints
from uuid import UUID

import orjson
from pydantic import TypeAdapter, ValidationError
from pydantic_core import SchemaValidator

from shared.kernel.actor import Actor
from shared.kernel.errors import Forbidden
from shared.kernel.markers import ByService
from shared.kernel.messages import Command
from shared.runtime import callers_json
from shared.runtime.problems import Malformed

_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_UNKNOWN = "must not be there: this command has no such field"


@dataclass(frozen=True, slots=True)
class Shape:
    """A command's fields: those that the service fills in, and those of the body.

    ``required`` says of each of the body's whether it must be there; ``adapter`` describes the
    command, ``validator`` reads it.
    """

    by_service: Mapping[str, ByService]
    required: Mapping[str, bool]
    adapter: TypeAdapter[Command]
    validator: SchemaValidator


_SHAPES: dict[type[Command], Shape] = {}


def shape_of(command: type[Command]) -> Shape:
    found = _SHAPES.get(command)
    if found is None:
        found = _SHAPES[command] = _shape(command)
    return found


def _shape(command: type[Command]) -> Shape:
    by_service = {
        name: mark
        for name, hint in get_type_hints(command, include_extras=True).items()
        if get_origin(hint) is Annotated
        for mark in get_args(hint)[1:]
        if isinstance(mark, ByService)
    }
    required = {
        field.name: field.default is MISSING and field.default_factory is MISSING
        for field in fields(command)
        if field.name not in by_service
    }
    adapter = TypeAdapter(command)
    return Shape(by_service, required, adapter, SchemaValidator(_exact(adapter.core_schema)))


def _exact(schema: Any) -> Any:
    """The same schema, but what must be one of some numbers must be a whole number before that.

    pydantic compares: ``true`` equals 1 and 3.0 equals 3.
    """
    if isinstance(schema, list):
        return [_exact(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") == "literal" and all(type(each) is int for each in schema["expected"]):
        return {"type": "chain", "steps": [{"type": "int", "strict": True}, schema]}
    return {name: _exact(each) for name, each in schema.items()}


def callers_fields(command: type[Command]) -> Mapping[str, bool]:
    """The fields of the body, and whether each is required."""
    return shape_of(command).required


def parse(body: bytes) -> dict[str, Any]:
    """A JSON object; raises ``Malformed``."""
    try:
        found = callers_json.read(body)
    except callers_json.NotJson as error:
        raise Malformed([{"field": "", "rule": f"the body {error}"}]) from error
    if not isinstance(found, dict):
        raise Malformed([{"field": "", "rule": "the body must be a JSON object"}])
    if _NUL.search(body):
        raise Malformed([{"field": "", "rule": "a text must not hold the character U+0000"}])
    return found


def command_of(
    kind: type[Command],
    body: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    command_id: UUID,
) -> Command:
    """Raises ``Malformed`` with every field at fault.

    A field of the service's that does not fit, such as a client's id where the owner must be a
    person, is no fault of the body: that is ``Forbidden``.
    """
    shape = shape_of(kind)
    unknown = body.keys() - shape.required.keys()
    whole = {name: value for name, value in body.items() if name not in unknown}
    for name, mark in shape.by_service.items():
        if mark.source != "policy":
            whole[name] = _fill(mark, actor, at, command_id)
    errors = [{"field": _shown(name), "rule": _UNKNOWN} for name in sorted(unknown)]
    try:
        command: Command = shape.validator.validate_json(orjson.dumps(whole), strict=True)
    except ValidationError as invalid:
        errors += _errors(invalid)
        faulty = {error["field"].partition(".")[0] for error in errors}
        if faulty <= shape.by_service.keys() - unknown:
            raise Forbidden("This kind of actor may not do that.") from None
        raise Malformed(errors) from None
    if errors:
        raise Malformed(errors)
    return command


def _fill(mark: ByService, actor: Actor, at: datetime, command_id: UUID) -> str:
    match mark.source:
        case "actor":
            return actor.reference
        case "today":
            return at.date().isoformat()
        case "now":
            return at.isoformat()
        case "command_id":
            return str(command_id)
        case "policy":
            raise AssertionError("a policy's field keeps its default")


def _errors(invalid: ValidationError) -> Sequence[dict[str, str]]:
    """What pydantic says, without the value: ``ctx`` and ``input`` are left where they are."""
    found: dict[tuple[str, str], None] = {}
    for error in invalid.errors(include_url=False, include_context=False, include_input=False):
        unexpected = error["type"] in {"unexpected_keyword_argument", "extra_forbidden"}
        path = [str(part) for part in error["loc"]]
        if unexpected and path:
            path[-1] = _shown(path[-1])
        found[".".join(path), _UNKNOWN if unexpected else error["msg"]] = None
    return [{"field": field, "rule": rule} for field, rule in found]


def _shown(name: object) -> str:
    """A name that the caller invented might be a text: only what looks like a field is said."""
    text = str(name)
    return text if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,63}", text) else "(a name that is none)"
