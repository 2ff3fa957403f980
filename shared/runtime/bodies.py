"""A body becomes a command: fields of the caller's, fields of the service's, strictly typed.

What is wrong is told as field and rule; the value stands nowhere, it may be personal.
"""

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import MISSING
from datetime import datetime
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints
from uuid import UUID

import orjson
from pydantic import TypeAdapter, ValidationError

from shared.kernel.actor import Actor
from shared.kernel.errors import Forbidden
from shared.kernel.markers import ByService
from shared.kernel.messages import Command
from shared.runtime.problems import Malformed

_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_UNKNOWN = "must not be there: this command has no such field"


def kebab(name: str) -> str:
    """``HirePerson`` → ``hire-person``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name).lower()


@cache
def by_service(command: type[Command]) -> Mapping[str, ByService]:
    """The fields that the service fills in, with where their value comes from."""
    hints = get_type_hints(command, include_extras=True)
    return {
        name: mark
        for name, hint in hints.items()
        if get_origin(hint) is Annotated
        for mark in get_args(hint)[1:]
        if isinstance(mark, ByService)
    }


@cache
def callers_fields(command: type[Command]) -> Mapping[str, bool]:
    """The fields of the body, and whether each is required."""
    return {
        field.name: field.default is MISSING and field.default_factory is MISSING
        for field in dataclasses.fields(command)
        if field.name not in by_service(command)
    }


@cache
def adapter(command: type[Command]) -> TypeAdapter[Command]:
    return TypeAdapter(command)


def parse(body: bytes) -> dict[str, Any]:
    """A JSON object; raises ``Malformed``."""
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Malformed([{"field": "", "rule": "the body must be JSON in UTF-8"}]) from error
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
    unknown = body.keys() - callers_fields(kind).keys()
    errors = [{"field": _shown(name), "rule": _UNKNOWN} for name in sorted(unknown)]
    whole = {name: value for name, value in body.items() if name not in unknown}
    for name, mark in by_service(kind).items():
        if mark.source != "policy":
            whole[name] = _fill(mark, actor, at, command_id)
    try:
        command = adapter(kind).validate_json(orjson.dumps(whole), strict=True)
    except ValidationError as invalid:
        errors += _errors(invalid)
    fields = {error["field"].partition(".")[0] for error in errors}
    if errors and fields <= by_service(kind).keys() - unknown:
        raise Forbidden("This kind of actor may not do that.")
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
