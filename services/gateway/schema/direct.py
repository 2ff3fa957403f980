"""Values made at once, of fields that are attributes of their objects and need no resolver.

graphql-core asks for each field of each object: which is it, which resolver, is that awaitable,
which type is it of. For fields without a resolver of their own the answers are the same for every
object of a type, so a function is built of them once: it takes a value and answers what goes into
the response.

It knows nothing of errors. Whatever is unusual (a null where none may be, a value of another type,
something to be awaited) raises, and the ordinary execution tells what it is and where.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from math import inf
from typing import Any

from graphql import (
    GRAPHQL_MAX_INT,
    GRAPHQL_MIN_INT,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLField,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLObjectType,
    GraphQLString,
    Undefined,
)
from graphql.pyutils import is_awaitable
from strawberry.schema.schema_converter import GraphQLCoreConverter

Make = Callable[[Any], Any]
"""From a value as resolvers answer it to one of the response."""

_INERT = frozenset((str, int, float, bool, date, datetime))
"""Types of what can be neither awaited nor an exception."""


class Unusual(Exception):
    """Only the ordinary execution knows what to make of this value."""


def attribute(field: GraphQLField) -> str | None:
    """The attribute that the field is, none if a resolver stands before it.

    Whatever wraps a field, such as the rules of visibility, puts a resolver there.
    """
    if field.args or not getattr(field.resolve, "_is_default", False):
        return None
    definition = field.extensions[GraphQLCoreConverter.DEFINITION_BACKREF]
    if definition.extensions or definition.permission_classes:
        return None
    name: str = definition.python_name
    return name


def origin(kind: GraphQLObjectType) -> type | None:
    """The class that ``kind`` was made from; none of introspection's own types has one."""
    definition = kind.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return None if definition is None else definition.origin


def attribute_of(python: str, make: Make) -> Make:
    return lambda source: make(getattr(source, python))


def attributes_of(usual: type, makes: Iterable[tuple[str, str, Make]]) -> Make:
    """``makes``: of each field its name in the response, its attribute and what is made of that.

    A value of another class than ``usual`` may be of another type, or no object at all.
    """
    each = tuple(makes)

    def made(source: Any) -> dict[str, Any]:
        if type(source) is not usual:
            raise Unusual
        return {name: make(getattr(source, python)) for name, python, make in each}

    return made


def nullable(make: Make) -> Make:
    return lambda value: None if value is None else make(value)


def items(make: Make) -> Make:
    def made(value: Any) -> list[Any]:
        if type(value) is not list and type(value) is not tuple:
            raise Unusual
        return list(map(make, value))

    return made


def leaf(kind: GraphQLLeafType, *, null: bool) -> Make:
    """Exactly what ``kind`` makes of a value; the usual types of values without asking it."""
    other = nullable(_asked(kind)) if null else _asked(kind)
    if kind is GraphQLString or kind is GraphQLID:
        return lambda value: value if type(value) is str else other(value)
    if kind is GraphQLBoolean:
        return lambda value: value if type(value) is bool else other(value)
    if kind is GraphQLInt:
        return _whole(other)
    if kind is GraphQLFloat:
        return lambda value: value if type(value) is float and -inf < value < inf else other(value)
    if isinstance(kind, GraphQLEnumType):
        return _named(_names(kind), other)
    return other


def _asked(kind: GraphQLLeafType) -> Make:
    coerce = kind.coerce_output_value

    def made(value: Any) -> Any:
        if type(value) not in _INERT and (isinstance(value, Exception) or is_awaitable(value)):
            raise Unusual
        coerced = coerce(value)
        if coerced is None or coerced is Undefined:
            raise Unusual
        return coerced

    return made


def _whole(other: Make) -> Make:
    def made(value: Any) -> Any:
        if type(value) is int and GRAPHQL_MIN_INT <= value <= GRAPHQL_MAX_INT:
            return value
        return other(value)

    return made


def _names(kind: GraphQLEnumType) -> Mapping[Enum, str]:
    members: Iterable[Enum] = getattr(kind, "wrapped_cls", ())
    return {member: kind.coerce_output_value(member) for member in members}


def _named(names: Mapping[Enum, str], other: Make) -> Make:
    def made(value: Any) -> Any:
        name = names.get(value)
        return other(value) if name is None else name

    return made
