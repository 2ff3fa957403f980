"""Documents, parsed, judged and validated once: what a client sends again is found by its text."""

from collections import OrderedDict
from dataclasses import dataclass
from hashlib import blake2b

from graphql import DocumentNode, GraphQLError, GraphQLSchema, GraphQLSyntaxError, parse, validate

from services.gateway.nodes.errors import ErrorCode, Fault
from services.gateway.schema.execution import Choices
from services.gateway.schema.limits import MOST_TOKENS, Parts, judge

_MOST_ERRORS = 20


@dataclass(frozen=True, slots=True)
class Document:
    """A document that may run, if its variables do not make it too costly."""

    node: DocumentNode
    parts: Parts
    choices: Choices


class Invalid(Exception):
    """The document is refused; ``errors`` say why."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__()
        self.errors = errors


class Documents:
    """An LRU by the hash of the text; refused documents are not kept."""

    def __init__(self, schema: GraphQLSchema, most: int = 200) -> None:
        self._schema = schema
        self._most = most
        self._known: OrderedDict[bytes, Document] = OrderedDict()

    def read(self, text: str) -> Document:
        """Raises ``Invalid``."""
        key = blake2b(text.encode(), digest_size=16).digest()
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._validated(text)
            if len(self._known) > self._most:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(key)
        return known

    def _validated(self, text: str) -> Document:
        try:
            node = parse(text, max_tokens=MOST_TOKENS)
            parts = judge(node)
        except Fault as fault:
            raise Invalid([fault]) from fault
        except GraphQLSyntaxError as error:
            raise Invalid([_syntax(error)]) from error
        errors = validate(self._schema, node, max_errors=_MOST_ERRORS)
        if errors:
            raise Invalid([_with_code(error) for error in errors])
        return Document(node=node, parts=parts, choices=Choices(node))


def _syntax(error: GraphQLSyntaxError) -> GraphQLError:
    if "more than" in error.message:
        return Fault(ErrorCode.TOO_LONG, f"A document has at most {MOST_TOKENS} tokens.")
    if "nested too deeply" in error.message:
        return Fault(ErrorCode.TOO_DEEP, "Fields are nested too deep.")
    return _with_code(error)


def _with_code(error: GraphQLError) -> GraphQLError:
    error.extensions = {"code": ErrorCode.BAD_REQUEST.value}
    return error
