"""graphql-core's execution, but for what needs no resolver: that is made at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    Executor,
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    Undefined,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.collect_fields import FieldDetailsList
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from services.gateway.schema import direct
from services.gateway.schema.direct import Make

MOST_CHOICES = 16
_CONDITIONS = frozenset(("skip", "include"))

Key = tuple[GraphQLOutputType, *tuple[int, ...]]
"""A type, and the nodes of the document that select of it or in it."""
Built = dict[Key, Make | None]


@dataclass(frozen=True, slots=True)
class Makes:
    """``fields`` of an object by its type, ``values`` by theirs; none where it takes resolvers."""

    fields: Built = field(default_factory=dict)
    values: Built = field(default_factory=dict)


class Choices:
    """What has been built for a document, for each choice of what it skips and includes.

    It lives as long as the document, whose nodes are told apart by their identity.
    """

    def __init__(self, document: DocumentNode) -> None:
        finder = _Conditions()
        visit(document, finder)
        self._names = tuple(sorted(finder.names))
        self._makes: dict[tuple[object, ...], Makes] = {}

    def __len__(self) -> int:
        return len(self._makes)

    def of(self, variables: Mapping[str, Any]) -> Makes:
        choice = tuple(variables.get(name) for name in self._names)
        if choice not in self._makes:
            if len(self._makes) == MOST_CHOICES:
                self._makes.clear()
            self._makes[choice] = Makes()
        return self._makes[choice]


class _Conditions(Visitor):
    """The variables that decide what is skipped and included."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: object) -> None:
        if node.name.value in _CONDITIONS:
            values = (argument.value for argument in node.arguments or ())
            self.names |= {value.name.value for value in values if isinstance(value, VariableNode)}


class Execution(StrawberryGraphQLCoreExecutionContext):
    """Of one operation; ``choices`` are its document's."""

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._makes = choices.of(self.variable_values.coerced)

    def execute_field(
        self,
        parent_type: GraphQLObjectType,
        source: Any,
        field_details_list: FieldDetailsList,
        path: Path,
        position_context: Any,
    ) -> Any:
        make = _known(self._makes.fields, parent_type, field_details_list, self._of_field)
        made = _made(make, source)
        if made is not Undefined:
            return made
        return super().execute_field(
            parent_type, source, field_details_list, path, position_context
        )

    def complete_value(
        self,
        return_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        make = _known(self._makes.values, return_type, field_details_list, self._of_value)
        made = _made(make, result)
        if made is not Undefined:
            return made
        return super().complete_value(
            return_type, field_details_list, info, path, result, position_context
        )

    def _of_field(self, parent: GraphQLObjectType, details: FieldDetailsList) -> Make | None:
        found = self._attribute(parent, details)
        return direct.attribute_of(*found) if found else None

    def _of_value(self, kind: GraphQLOutputType, details: FieldDetailsList) -> Make | None:
        present = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        null = present is kind
        if isinstance(present, GraphQLScalarType | GraphQLEnumType):
            return direct.leaf(present, null=null)
        make = None
        if isinstance(present, GraphQLList):
            each = self._of_value(present.of_type, details)
            make = direct.items(each) if each else None
        elif isinstance(present, GraphQLObjectType):
            make = self._of_object(present, details)
        return direct.nullable(make) if make and null else make

    def _of_object(self, kind: GraphQLObjectType, details: FieldDetailsList) -> Make | None:
        usual = direct.origin(kind)
        selected = self.collect_subfields(kind, details)
        if usual is None or selected.new_defer_usages:
            return None
        makes = []
        for name, inner in selected.grouped_field_set.items():
            found = self._attribute(kind, inner)
            if found is None:
                return None
            makes.append((name, *found))
        return direct.attributes_of(usual, makes)

    def _attribute(
        self, parent: GraphQLObjectType, details: FieldDetailsList
    ) -> tuple[str, Make] | None:
        """The attribute that a field is, and what is made of it; none if it takes a resolver."""
        name = details[0].node.name.value
        if name == "__typename":
            return "__class__", lambda _class: parent.name
        definition = self.schema.get_field(parent, name)
        python = direct.attribute(definition) if definition else None
        make = self._of_value(definition.type, details) if definition and python else None
        return (python, make) if python and make else None


def let_go(execution: Executor[Any]) -> None:
    """Afterwards, so that it and all that was read is freed at once.

    What resolvers may call of it refers to it, so it would else wait for the garbage collector.
    """
    del execution.async_helpers


def _made(make: Make | None, value: Any) -> Any:
    """``Undefined``, which is no response, where only the ordinary execution knows."""
    if make is None:
        return Undefined
    try:
        return make(value)
    except Exception:  # the ordinary way meets it again, and tells
        return Undefined


def _known(
    built: Built,
    kind: Any,
    details: FieldDetailsList,
    build: Callable[[Any, FieldDetailsList], Make | None],
) -> Make | None:
    key: Key = (kind, *[id(each.node) for each in details])
    if key not in built:
        built[key] = build(kind, details)
    return built[key]
