"""The schema of the graph: built once, guarded by the matrix, and executed within limits."""

from pathlib import Path
from typing import Any

import strawberry
from graphql import ExecutionResult, GraphQLSchema, execute_root_selection_set
from strawberry.schema.config import StrawberryConfig

from services.gateway.mutations import mutation_type
from services.gateway.mutations.documents import FOLDER
from services.gateway.nodes.context import Context
from services.gateway.nodes.errors import ErrorCode
from services.gateway.nodes.nodes import TYPES
from services.gateway.queries import Query
from services.gateway.schema.documents import Document
from services.gateway.schema.execution import Execution, let_go
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
        execution = Execution.build(
            self._schema,
            document.node,
            context_value=context,
            raw_variable_values=variables,
            choices=document.choices,
        )
        if isinstance(execution, list):
            return ExecutionResult(data=None, errors=execution)
        try:
            result = execute_root_selection_set(execution)
            return result if isinstance(result, ExecutionResult) else await result
        finally:
            let_go(execution)
