"""What a document may be, judged from its text alone, before anything of it runs.

Depth counts nested fields through fragments. Introspection is exempt from it: its own depth is
bounded by a rule of validation.
"""

from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Visitor,
    visit,
)

from services.gateway.nodes.errors import ErrorCode, Fault

MOST_TOKENS = 2_000
MOST_ALIASES = 30
MOST_DEPTH = 12


@dataclass(frozen=True, slots=True)
class Parts:
    """The one operation of a document, and its fragments by name."""

    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDefinitionNode]


def judge(document: DocumentNode) -> Parts:
    """Raises the ``Fault`` that the document deserves."""
    operations = [
        node for node in document.definitions if isinstance(node, OperationDefinitionNode)
    ]
    if len(operations) != 1:
        raise Fault(ErrorCode.TOO_MANY_OPERATIONS, "A document has exactly one operation.")
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    parts = Parts(operation=operations[0], fragments=fragments)
    if _aliases(document) > MOST_ALIASES:
        message = f"A document has at most {MOST_ALIASES} aliases."
        raise Fault(ErrorCode.TOO_MANY_ALIASES, message)
    if _Depth(fragments).of(parts.operation.selection_set) > MOST_DEPTH:
        raise Fault(ErrorCode.TOO_DEEP, f"Fields are nested at most {MOST_DEPTH} deep.")
    return parts


class _Aliases(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def enter_field(self, node: FieldNode, *_: object) -> None:
        self.count += node.alias is not None


def _aliases(document: DocumentNode) -> int:
    counter = _Aliases()
    visit(document, counter)
    return counter.count


class _Depth:
    """Each fragment is measured once; one that spreads itself counts as too deep."""

    def __init__(self, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._known: dict[str, int] = {}

    def of(self, selections: SelectionSetNode | None) -> int:
        if selections is None:
            return 0
        return max((self._of_one(node) for node in selections.selections), default=0)

    def _of_one(self, node: object) -> int:
        if isinstance(node, FieldNode):
            if node.name.value.startswith("__"):
                return 1
            return 1 + self.of(node.selection_set)
        if isinstance(node, FragmentSpreadNode):
            return self._of_fragment(node.name.value)
        return self.of(getattr(node, "selection_set", None))

    def _of_fragment(self, name: str) -> int:
        if name not in self._known:
            self._known[name] = MOST_DEPTH  # what it counts while it is being measured: a cycle
            fragment = self._fragments.get(name)
            self._known[name] = self.of(fragment.selection_set) if fragment else 0
        return self._known[name]
