"""Whom a command names: what stands in its fields of the category ``person``.

What the service fills in is left out: that is the person who asks.
"""

from typing import Annotated, Any, get_args, get_origin, get_type_hints

from shared.kernel.markers import ByService, Category
from shared.kernel.messages import Command, StreamId

PERSON = Category("person")
_FIELDS: dict[type[Command], tuple[str, ...]] = {}


def named_people(command: Command) -> frozenset[StreamId]:
    named: set[StreamId] = set()
    for field in person_fields(type(command)):
        value: StreamId | tuple[StreamId, ...] | None = getattr(command, field)
        if isinstance(value, str):
            named.add(value)
        elif value is not None:
            named.update(value)
    return frozenset(named)


def person_fields(command: type[Command]) -> tuple[str, ...]:
    """The fields that hold a person's id, or many, or none."""
    found = _FIELDS.get(command)
    if found is None:
        hints = get_type_hints(command, include_extras=True)
        found = tuple(name for name, hint in hints.items() if _names_person(hint))
        _FIELDS[command] = found
    return found


def _names_person(hint: Any) -> bool:
    if get_origin(hint) is Annotated:
        inner, *marks = get_args(hint)
        if any(isinstance(mark, ByService) for mark in marks):
            return False
        return PERSON in marks or _names_person(inner)
    return any(_names_person(part) for part in get_args(hint))
