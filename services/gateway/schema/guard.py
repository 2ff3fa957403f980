"""The matrix at work: every field of the graph is looked up once, when the schema is built.

Most fields cost nothing at run time: what they carry is read by everybody who sees the object, and
which objects one sees is decided by the statement that reads them. The others are wrapped.
"""

from collections.abc import Callable
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    default_field_resolver,
    is_non_null_type,
)

from services.gateway.nodes.context import Context
from services.gateway.nodes.errors import ErrorCode, Fault
from services.gateway.visibility import WITHHOLDING, Content, content_of, refusal

Resolve = Callable[..., Any]
Info = GraphQLResolveInfo[Context]


def guard(schema: GraphQLSchema) -> None:
    """Wraps the resolvers that need it; raises ``KeyError`` at a field without a row."""
    for name, kind in schema.type_map.items():
        if not isinstance(kind, GraphQLObjectType) or name.startswith("__"):
            continue
        for field_name, field in kind.fields.items():
            content = content_of(f"{name}.{field_name}")
            if name == "Query":
                field.resolve = _for_readers(field)
            elif name in WITHHOLDING and content not in WITHHOLDING[name]:
                if is_non_null_type(field.type):
                    raise TypeError(f"{name}.{field_name} can be withheld, so it must be nullable")
                field.resolve = _withholding(field, content)


def _for_readers(field: GraphQLField) -> Resolve:
    resolve: Resolve = field.resolve or default_field_resolver

    def resolve_for_readers(source: object, info: Info, /, **arguments: Any) -> Any:
        context: Context = info.context
        if not context.viewer.reads:
            raise Fault(ErrorCode.FORBIDDEN, "A program reads with the scope hr only.")
        return resolve(source, info, **arguments)

    return resolve_for_readers


def _withholding(field: GraphQLField, content: Content) -> Resolve:
    resolve: Resolve = field.resolve or default_field_resolver

    def resolve_or_withhold(source: Any, info: Info, /, **arguments: Any) -> Any:
        refused = refusal(content, source.relations, public=source.public)
        if refused is not None:
            raise Fault(ErrorCode(refused), "This is not for you to read.")
        return resolve(source, info, **arguments)

    return resolve_or_withhold
