"""What a query may cost: one for each object that it could answer.

A connection multiplies what is inside by ``first``, a plain list by the most that such lists hold
in practice. What takes long to compute costs as many objects as could be read meanwhile.
Directives that leave fields out are not taken into account: the cost is the most.
A fragment is walked once for each number of rows, however often it is spread.
"""

from collections.abc import Mapping
from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
)

from services.gateway.nodes.errors import ErrorCode, Fault
from services.gateway.schema.limits import Parts

MOST_COST = 50_000
PLAIN_LIST = 10
MOST_FIRST = 100
MUTATION = 10
COMPUTED: Mapping[str, int] = {
    "Query.careerPaths": 10_000,
    "Query.benchStrength": 1_000,
    "Role.benchStrength": 1_000,
    "Query.nextActions": 100,
    "Person.nextActions": 100,
    "Mastery.whatWouldRaise": 1_000,
    "Mastery.history": 100,
    "Mastery.explanation": 10,
}

_FRAMES = ("Connection", "Edge", "PageInfo")


def cost_of(schema: GraphQLSchema, parts: Parts, variables: Mapping[str, Any]) -> int:
    """Raises ``TOO_COSTLY`` above the limit; the document has been validated."""
    kind = parts.operation.operation.value
    root = schema.query_type if kind == "query" else schema.mutation_type
    walk = _Walk(schema, parts, variables)
    each = MUTATION if kind == "mutation" else 0
    total = walk.of(parts.operation.selection_set, root, 1)
    total += each * len(parts.operation.selection_set.selections)
    if total > MOST_COST:
        message = f"The query could answer {total} objects; at most {MOST_COST} are allowed."
        raise Fault(ErrorCode.TOO_COSTLY, message, cost=total)
    return total


class _Walk:
    def __init__(self, schema: GraphQLSchema, parts: Parts, variables: Mapping[str, Any]) -> None:
        self._schema = schema
        self._fragments = parts.fragments
        self._spread: dict[tuple[str, int], int] = {}
        self._variables = variables
        self._defaults = {
            definition.variable.name.value: definition.default_value
            for definition in parts.operation.variable_definitions or ()
        }

    def of(self, selections: SelectionSetNode | None, parent: object, rows: int) -> int:
        """``rows`` is how many an enclosing connection asks for: what its lists multiply by."""
        if selections is None:
            return 0
        return sum(self._of_one(node, parent, rows) for node in selections.selections)

    def _of_one(self, node: object, parent: object, rows: int) -> int:
        if isinstance(node, FieldNode):
            return self._of_field(node, parent, rows)
        if isinstance(node, FragmentSpreadNode):
            return self._of_fragment(node.name.value, rows)
        if isinstance(node, InlineFragmentNode):
            condition = node.type_condition
            narrowed = self._schema.type_map[condition.name.value] if condition else parent
            return self.of(node.selection_set, narrowed, rows)
        return 0

    def _of_fragment(self, name: str, rows: int) -> int:
        if (name, rows) not in self._spread:
            fragment = self._fragments[name]
            inside = self._schema.type_map[fragment.type_condition.name.value]
            self._spread[name, rows] = self.of(fragment.selection_set, inside, rows)
        return self._spread[name, rows]

    def _of_field(self, node: FieldNode, parent: object, rows: int) -> int:
        if node.name.value.startswith("__") or not isinstance(
            parent, GraphQLObjectType | GraphQLInterfaceType
        ):
            return 0
        field = parent.fields[node.name.value]
        named = get_named_type(field.type)
        if not is_composite_type(named):
            return 0
        if named.name.endswith("Connection"):
            return self.of(node.selection_set, named, self._first(node, field))
        own = 0 if named.name.endswith(_FRAMES) else 1
        within = own + self.of(node.selection_set, named, rows)
        if isinstance(get_nullable_type(field.type), GraphQLList):
            within *= rows if parent.name.endswith("Connection") else PLAIN_LIST
        return within + COMPUTED.get(f"{parent.name}.{node.name.value}", 0)

    def _first(self, node: FieldNode, field: GraphQLField) -> int:
        """How many rows the connection is asked for; the most there may be if that is no number."""
        given: object = field.args["first"].default_value
        for argument in node.arguments or ():
            if argument.name.value == "first":
                given = self._value(argument.value)
        return min(given, MOST_FIRST) if isinstance(given, int) and given > 0 else MOST_FIRST

    def _value(self, given: object) -> object:
        if isinstance(given, VariableNode):
            name = given.name.value
            if name in self._variables:
                return self._variables[name]
            given = self._defaults.get(name)
        return int(given.value) if isinstance(given, IntValueNode) else given
