"""What is made at once is, byte for byte, what graphql-core makes field by field."""

import gc
from collections import Counter
from typing import Any, ClassVar, cast

import orjson
from graphql import DocumentNode, ExecutionResult, Executor, execute, parse, validate
from hypothesis import assume, given
from hypothesis import strategies as st
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from services.gateway.nodes.context import Context
from services.gateway.nodes.reading import Reading
from services.gateway.schema.documents import Documents
from services.gateway.schema.execution import Choices, Execution
from services.gateway.visibility import viewer_of
from tests.integration.gateway.learning import company
from tests.integration.gateway.world import (
    ADA,
    BEN,
    BOSS,
    GRAPH,
    LEAD,
    PRINCIPALS,
    RUST,
    SHARED_GOAL,
    SYSTEMS,
    TODAY,
    TOP,
    World,
)
from tests.unit.gateway.documents import Writer

IDS = (ADA, BEN, BOSS, TOP, LEAD, RUST, SYSTEMS, SHARED_GOAL, company.COURSE, company.PLAN, "none")
VALUES = {
    "ID": [f'"{each}"' for each in IDS],
    "String": ['"Rust"', '"e"'],
    "Int": ["1", "3", "5"],
}
PAGE = """{ team { skillMatrix { skills { skillId skill { name synonyms } } rows {
    person { name title mail } cells { level confidence status against } } } } }"""


class Counting(Execution):
    """Remembers which fields were executed one by one."""

    resolved: ClassVar[list[str]] = []

    def build_resolve_info(self, *details: Any) -> Any:
        info = super().build_resolve_info(*details)
        self.resolved.append(info.field_name)
        return info


def context_of(world: World, viewer: str) -> Context:
    reader = viewer_of(PRINCIPALS[viewer])
    nobody = cast("Any", None)
    return Context(
        reader, TODAY.date(), Reading(world.reads, reader), barrier=nobody, sender=nobody,
        passed=nobody,
    )  # fmt: skip


async def ran(
    world: World,
    viewer: str,
    document: DocumentNode,
    *,
    yes: bool,
    by: type[Executor[Any]],
    **how: Any,
) -> bytes:
    """Data, and errors as they are before they are masked.

    They are in the order in which statements happened to be answered.
    """
    found = execute(
        GRAPH.core,
        document,
        variable_values={"yes": yes},
        context_value=context_of(world, viewer),
        executor_class=by,
        **how,
    )
    result = found if isinstance(found, ExecutionResult) else await found
    errors = sorted(orjson.dumps(error.formatted) for error in result.errors or ())
    return orjson.dumps(result.data) + b"".join(errors)


@st.composite
def documents(draw: st.DrawFn) -> str:
    return Writer(GRAPH.core, VALUES, draw).document(depth=6)


@given(text=documents(), viewer=st.sampled_from(sorted(PRINCIPALS)), yes=st.booleans())
async def test_a_document_is_answered_as_graphql_core_would(
    learners: World, text: str, viewer: str, yes: bool
) -> None:
    document = parse(text)
    assume(not validate(GRAPH.core, document))
    choices = Choices(document)
    ordinary = await ran(
        learners, viewer, document, yes=yes, by=StrawberryGraphQLCoreExecutionContext
    )
    for _ in range(2):  # what has been built the first time is there the second time
        made = await ran(learners, viewer, document, yes=yes, by=Execution, choices=choices)
        assert made == ordinary


async def test_a_page_executes_only_what_has_a_resolver(learners: World) -> None:
    """What holds such fields, and those: of the columns, the rows and the people in them."""
    document = parse(PAGE)
    choices = Choices(document)
    for _ in range(2):
        Counting.resolved.clear()
        await ran(learners, "boss", document, yes=True, by=Counting, choices=choices)
        skills = Counting.resolved.count("skill")
        assert skills > 1
        assert Counter(Counting.resolved) == {
            "team": 1, "skillMatrix": 1, "skills": 1, "rows": 1,
            "skill": skills, "person": 2, "mail": 2,
        }  # fmt: skip


async def test_what_was_read_is_freed_without_the_garbage_collector(learners: World) -> None:
    document = Documents(GRAPH.core).read(PAGE)
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        for viewer in ("boss", "ben"):
            await GRAPH.run(document, {}, context_of(learners, viewer))
        gc.collect()
        kept = {type(each).__name__ for each in gc.garbage}
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert not kept & {"Execution", "Reading", "DataLoader", "Context", "Person", "MatrixCell"}
