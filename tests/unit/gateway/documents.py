"""Documents over a schema, written by hypothesis: valid, and as odd as a client may write them."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_composite_type,
    is_required_argument,
)
from hypothesis import strategies as st

C = TypeVar("C")
Composite = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType

CONDITIONS = ("", "", "", "@include(if: $yes)", "@skip(if: $yes)", "@include(if: true)")
SOMETIMES = frozenset({"person", "team"})
"""Arguments that are given now and then, though they need not be."""


class Writer:
    """Writes one document; ``values`` are what an argument of a type may be given.

    ``$yes`` decides what is skipped and included. Fragments on several types may select what
    cannot be merged: such a document is refused by validation.
    """

    def __init__(
        self, schema: GraphQLSchema, values: Mapping[str, Sequence[str]], draw: st.DrawFn
    ) -> None:
        self._schema = schema
        self._values = values
        self._draw = draw
        self._fragments: list[str] = []
        self._aliases = 0

    def document(self, depth: int) -> str:
        query = self._schema.query_type
        assert query
        selections = self._selections(query, depth)
        head = "query ($yes: Boolean!) { ...All used: __typename @include(if: $yes) }"
        return f"{head} fragment All on {query} {selections} {' '.join(self._fragments)}"

    def _selections(self, kind: Composite, depth: int) -> str:
        count = self._draw(st.integers(1, 5))
        return f"{{ {' '.join(self._selection(kind, depth) for _ in range(count))} }}"

    def _selection(self, kind: Composite, depth: int) -> str:
        form = self._one_of(("field",) * 7 + ("inline", "spread", "typename"))
        condition = self._one_of(CONDITIONS)
        if form == "inline" and depth > 1:
            inside = self._narrowed(kind)
            return f"... on {inside} {condition} {self._selections(inside, depth - 1)}"
        if form == "spread" and depth > 1:
            return f"...{self._fragment(self._narrowed(kind), depth - 1)} {condition}"
        if form == "typename" or isinstance(kind, GraphQLUnionType):
            return f"__typename {condition}"
        return self._field(kind, condition, depth)

    def _narrowed(self, kind: Composite) -> Composite:
        if isinstance(kind, GraphQLObjectType):
            return kind
        return self._one_of((kind, *self._schema.get_possible_types(kind)))

    def _fragment(self, kind: Composite, depth: int) -> str:
        selections = self._selections(kind, depth)
        name = f"F{len(self._fragments)}"
        self._fragments.append(f"fragment {name} on {kind} {selections}")
        return name

    def _field(
        self, kind: GraphQLObjectType | GraphQLInterfaceType, condition: str, depth: int
    ) -> str:
        fitting = [name for name, each in kind.fields.items() if depth > 1 or not _inside(each)]
        if not fitting:
            return "__typename"
        name = self._one_of(fitting)
        named = _inside(kind.fields[name])
        inside = self._selections(named, depth - 1) if named else ""
        arguments = self._arguments(kind.fields[name])
        # the same name with other arguments would be a conflict; without, the two are one field
        aliased = arguments or self._draw(st.booleans())
        return f"{self._alias() if aliased else ''} {name}{arguments} {condition} {inside}"

    def _arguments(self, each: GraphQLField) -> str:
        given = ", ".join(
            f"{name}: {self._value(argument)}"
            for name, argument in each.args.items()
            if is_required_argument(argument) or (name in SOMETIMES and self._draw(st.booleans()))
        )
        return f"({given})" if given else ""

    def _value(self, argument: GraphQLArgument) -> str:
        return self._one_of(self._values[get_named_type(argument.type).name])

    def _alias(self) -> str:
        self._aliases += 1
        return f"a{self._aliases}:"

    def _one_of(self, choices: Sequence[C]) -> C:
        return self._draw(st.sampled_from(choices))


def _inside(each: GraphQLField) -> Composite | None:
    named = get_named_type(each.type)
    return named if is_composite_type(named) else None
