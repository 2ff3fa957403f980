"""OpenAPI 3.1 of a service's commands, from the same classes that the routes are made of."""

import json
from collections.abc import Mapping
from inspect import cleandoc
from typing import Any

from pydantic import TypeAdapter

from shared.kernel.decider import Handled
from shared.kernel.messages import Command
from shared.kernel.naming import kebab
from shared.runtime import bodies

_REF = "#/components/schemas/{model}"
_STREAM = {"type": "string", "description": "A stream's id, `<aggregate>-<uuid>`."}
_VERSION = {"type": "integer", "minimum": 1}

PROBLEM: Mapping[str, Any] = {
    "type": "object",
    "description": "RFC 9457; `code` is the name of the refusal or fault.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "field": {"type": "string", "description": "The command's field at fault."},
        "rule": {"type": "string", "description": "The rule that refused."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "rule"],
                "properties": {"field": {"type": "string"}, "rule": {"type": "string"}},
            },
        },
    },
}
ACCEPTED: Mapping[str, Any] = {
    "type": "object",
    "description": "The first stream that the command names, and all that it moved.",
    "required": ["stream", "version", "token", "streams"],
    "properties": {
        "stream": _STREAM,
        "version": {"anyOf": [_VERSION, {"type": "null"}], "description": "Null: it held already."},
        "token": {
            "anyOf": [{"type": "string"}, {"type": "null"}],
            "description": "Opaque; reads that are given it show this command's effect.",
        },
        "streams": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["stream", "version"],
                "properties": {"stream": _STREAM, "version": _VERSION},
            },
        },
    },
}
HEADERS: Mapping[str, Mapping[str, Any]] = {
    "Idempotency-Key": {
        "description": "A key seen before gives the first answer; with another body it is refused.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    },
    "X-Correlation-Id": {
        "description": "Kept with every event that follows from the command.",
        "schema": {"type": "string", "format": "uuid"},
    },
    "traceparent": {"description": "W3C Trace Context.", "schema": {"type": "string"}},
    "Mastery-Time": {
        "description": "The command's time, where MASTERY_CLIENT_TIME and scope `backdate` allow.",
        "schema": {"type": "string", "format": "date-time"},
    },
    "Mastery-Origin": {
        "description": "Goes with Mastery-Time.",
        "schema": {"enum": ["import", "demo"]},
    },
}
ANSWERS: Mapping[str, str] = {
    "401": "No valid bearer token.",
    "403": "This kind of actor or scope may not do that.",
    "404": "No such stream, or none that the actor may see.",
    "409": "A rule refused; `code` is its name.",
    "422": "Malformed, a reused idempotency key, or too large to record.",
    "503": "Too busy, or a part is not available; send the same again.",
}


def document(service: str, handled: Mapping[type[Command], Handled]) -> dict[str, Any]:
    kinds = [kind for kind, how in handled.items() if not how.policy_only]
    schemas = {
        **_schemas(kinds),
        "Accepted": ACCEPTED,
        "Problem": PROBLEM,
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Mastery: commands of {service}", "version": "1"},
        "security": [{"bearer": []}],
        "paths": {
            f"/commands/{kebab(kind.__name__)}": {"post": _operation(kind)}
            for kind in sorted(kinds, key=lambda kind: kind.__name__)
        },
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "parameters": {
                name: {"name": name, "in": "header", **header} for name, header in HEADERS.items()
            },
            "responses": {
                status: {
                    "description": text,
                    "content": {
                        "application/problem+json": {
                            "schema": {"$ref": _REF.format(model="Problem")}
                        }
                    },
                }
                for status, text in ANSWERS.items()
            },
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
            },
        },
    }


def _operation(kind: type[Command]) -> dict[str, Any]:
    return {
        "operationId": kind.__name__,
        **_described(kind),
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in HEADERS],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": _REF.format(model=kind.__name__)}}},
        },
        "responses": {
            "200": {
                "description": "Accepted.",
                "content": {
                    "application/json": {"schema": {"$ref": _REF.format(model="Accepted")}}
                },
            },
            **{status: {"$ref": f"#/components/responses/{status}"} for status in ANSWERS},
        },
    }


def _schemas(kinds: list[type[Command]]) -> dict[str, Any]:
    """Of the commands without the service's own fields, and of the parts that they name."""
    tops, shared = TypeAdapter.json_schemas(
        [(kind.__name__, "validation", bodies.shape_of(kind).adapter) for kind in kinds],
        ref_template=_REF,
    )
    found: dict[str, Any] = dict(shared.get("$defs", {}))
    for kind in kinds:
        top = tops[kind.__name__, "validation"]
        if "$ref" not in top:
            found[kind.__name__] = top
        found[kind.__name__] = _callers_part(kind, found[kind.__name__])
    used = json.dumps([found[kind.__name__] for kind in kinds])
    names = {kind.__name__ for kind in kinds}
    return {
        name: schema
        for name, schema in found.items()
        if name in names or _is_named(name, used, found)
    }


def _is_named(name: str, used: str, found: Mapping[str, Any]) -> bool:
    """Whether a command, or another part, still refers to it."""
    mention = f'"{_REF.format(model=name)}"'
    others = (json.dumps(schema) for other, schema in found.items() if other != name)
    return mention in used or any(mention in other for other in others)


def _callers_part(kind: type[Command], schema: Mapping[str, Any]) -> dict[str, Any]:
    hidden = bodies.shape_of(kind).by_service
    properties = {
        name: field for name, field in schema.get("properties", {}).items() if name not in hidden
    }
    required = [name for name in schema.get("required", ()) if name not in hidden]
    return {
        "title": kind.__name__,
        **_described(kind),
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        **({"required": required} if required else {}),
    }


def _described(kind: type[Command]) -> dict[str, str]:
    """The class's own docstring; a dataclass without one has its signature there."""
    text = kind.__doc__ or ""
    own = text and not text.startswith(f"{kind.__name__}(")
    return {"description": cleandoc(text)} if own else {}
