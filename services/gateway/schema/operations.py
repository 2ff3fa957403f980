"""One operation, from its text to the answer: judge, wait for one's own writes, run, mask."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLError, SelectionSetNode, StringValueNode, VariableNode

from services.gateway.nodes.connection import MARK
from services.gateway.nodes.context import Context
from services.gateway.nodes.errors import Fault, bad_request
from services.gateway.schema import Graph
from services.gateway.schema.cost import cost_of
from services.gateway.schema.documents import Documents, Invalid
from services.gateway.schema.errors import formatted
from services.gateway.schema.limits import Parts


@dataclass(frozen=True, slots=True)
class Asked:
    """The members of a request's body."""

    query: str
    variables: Mapping[str, Any]
    operation: str | None
    wants_cost: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """``ran`` is false where the request itself was at fault and nothing was executed."""

    body: dict[str, Any]
    ran: bool
    cost: int = 0


class Operations:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._documents = Documents(graph.core)

    async def answer(self, asked: Asked, context: Context) -> Answered:
        try:
            document = self._documents.read(asked.query)
            _require_named(document.parts, asked.operation)
            cost = cost_of(self._graph.core, document.parts, asked.variables)
            await _await_writes(document.parts, asked.variables, context)
        except Invalid as invalid:
            return _refused(invalid.errors)
        except Fault as fault:
            return _refused([fault])
        result = await self._graph.run(document, dict(asked.variables), context)
        errors = result.errors or []
        if result.data is None and errors and all(error.path is None for error in errors):
            return _refused(errors)
        body: dict[str, Any] = {"data": result.data}
        if errors:
            body["errors"] = formatted(errors)
        extensions: dict[str, Any] = {"cost": cost} if asked.wants_cost else {}
        if context.stale:
            extensions["stale"] = True
        if extensions:
            body["extensions"] = extensions
        return Answered(body=body, ran=True, cost=cost)


def _refused(errors: list[GraphQLError]) -> Answered:
    return Answered(body={"errors": formatted(errors)}, ran=False)


def _require_named(parts: Parts, name: str | None) -> None:
    own = parts.operation.name
    if name is not None and (own is None or own.value != name):
        raise bad_request("The document has no operation of this name.")


async def _await_writes(parts: Parts, variables: Mapping[str, Any], context: Context) -> None:
    """Waits for the tokens that the roots were given; a connection's cursor is no token."""
    given = set(_afters(parts, parts.operation.selection_set, variables, set()))
    tokens = [after for after in given if not after.startswith(MARK)]
    if not tokens:
        return
    try:
        if not await context.barrier.passed(tokens):
            context.stale = True
    except ValueError as error:
        raise bad_request("after is neither a token nor a cursor.") from error


def _afters(
    parts: Parts, selections: SelectionSetNode, variables: Mapping[str, Any], visited: set[str]
) -> Iterator[str]:
    for node in selections.selections:
        if isinstance(node, FieldNode):
            yield from _after(node, variables)
            continue
        inside = getattr(node, "selection_set", None)
        if inside is None:
            name = node.name.value  # type: ignore[attr-defined]  # else it is a spread
            inside = None if name in visited else parts.fragments[name].selection_set
            visited.add(name)
        if inside is not None:
            yield from _afters(parts, inside, variables, visited)


def _after(node: FieldNode, variables: Mapping[str, Any]) -> Iterator[str]:
    for argument in node.arguments or ():
        if argument.name.value != "after":
            continue
        value = argument.value
        if isinstance(value, StringValueNode):
            yield value.value
        elif isinstance(value, VariableNode):
            given = variables.get(value.name.value)
            if isinstance(given, str):
                yield given
