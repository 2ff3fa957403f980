"""The schema of the graph: built once, guarded by the matrix, and executed within limits."""

from pathlib import Path
from typing import Any

import strawberry
from graphql import ExecutionResult, GraphQLSchema, execute
from strawberry.schema.config import StrawberryConfig

from services.gateway.mutations import mutation_type
from services.gateway.mutations.documents import FOLDER
from services.gateway.nodes.context import Context
from services.gateway.nodes.errors import ErrorCode
from services.gateway.nodes.nodes import TYPES
from services.gateway.queries import Query
from services.gateway.schema.documents import Document
from services.gateway.schema.execution import Execution
from services.gateway.schema.guard import guard


class Graph(strawberry.Schema):
    """Built by strawberry, run by graphql-core: documents are parsed and judged elsewhere."""

    def __init__(self, openapi: Path = FOLDER) -> None:
        super().__init__(
            query=Query,
            mutation=mutation_type(openapi),
            types=[*TYPES, ErrorCode],
            config=StrawberryConfig(auto_camel_case=True),
        )
        guard(self._schema)

    @property
    def core(self) -> GraphQLSchema:
        return self._schema

    async def run(
        self, document: Document, variables: dict[str, Any] | None, context: Context
    ) -> ExecutionResult:
        """The document has been validated against this schema."""
        result = execute(
            self._schema,
            document.node,
            variable_values=variables,
            context_value=context,
            executor_class=Execution,
            choices=document.choices,
        )
        return result if isinstance(result, ExecutionResult) else await result
