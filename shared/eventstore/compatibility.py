"""What may change in the JSON Schema of an event while its version stays."""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

FOR_READERS = {"title", "description"}
LOOKED_INTO = {"properties", "required", "items"}


def incompatibilities(old: Schema, new: Schema) -> list[str]:
    """Why what was stored by ``old``, or reads it, would not go with ``new``.

    A removed or retyped field does not, nor does one that must be there and was not.
    """
    before, after = resolved(old, old), resolved(new, new)
    return list(_changes(before, after, ""))


def _changes(old: Schema, new: Schema, at: str) -> Iterator[str]:
    olds, news = old.get("properties", {}), new.get("properties", {})
    for name in olds:
        if name not in news:
            yield f"{at}/{name} was removed"
        elif olds[name] != news[name]:
            yield from _retyped(olds[name], news[name], f"{at}/{name}")
    for name in sorted(set(new.get("required", ())) - set(old.get("required", ()))):
        yield f"{at}/{name} must be there and was not"
    for name in sorted(set(old.get("required", ())) - set(new.get("required", ()))):
        if name in news:
            yield f"{at}/{name} was always there and need not be"


def _retyped(old: Schema, new: Schema, at: str) -> Iterator[str]:
    if outside(old) != outside(new):
        yield f"{at} was retyped"
        return
    yield from _changes(old, new, at)
    if "items" in old and "items" in new and old["items"] != new["items"]:
        yield from _retyped(old["items"], new["items"], f"{at}/*")


def outside(schema: Schema) -> Schema:
    return {key: value for key, value in schema.items() if key not in LOOKED_INTO}


def resolved(found: Any, root: Schema) -> Any:
    """``found`` with its references filled in and without what only a reader needs."""
    if isinstance(found, list):
        return [resolved(inner, root) for inner in found]
    if not isinstance(found, dict):
        return found
    if "$ref" in found:
        return resolved(root["$defs"][found["$ref"].rpartition("/")[2]], root)
    kept = {k: v for k, v in found.items() if k not in FOR_READERS or not isinstance(v, str)}
    return {k: resolved(v, root) for k, v in kept.items() if not k.startswith("$")}
