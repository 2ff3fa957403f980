"""The matrix names every field, and the schema is not built without."""

import pytest
from graphql import GraphQLObjectType, build_schema, is_non_null_type
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.schema import Graph
from services.gateway.schema.guard import guard
from services.gateway.visibility import (
    CONTENTS,
    FIELDS,
    RELATIONS,
    WITHHOLDING,
    Relation,
    Viewer,
    content_of,
    refusal,
    viewer_of,
)
from shared.kernel.actor import Client, Person
from shared.kernel.messages import StreamId

GRAPH = Graph()
ADA, BEN = StreamId("person-ada"), StreamId("person-ben")


def graph_fields() -> set[str]:
    return {
        f"{name}.{field}"
        for name, kind in GRAPH.core.type_map.items()
        if isinstance(kind, GraphQLObjectType) and not name.startswith("__")
        for field in kind.fields
    }


def test_every_field_is_named_and_every_name_is_a_field() -> None:
    assert {name for name in graph_fields() if not name.startswith("Mutation.")} == set(FIELDS)


def test_every_content_has_a_cell_for_every_relation() -> None:
    assert {len(cells) for cells in CONTENTS.values()} == {len(RELATIONS)}
    assert set(FIELDS.values()) == set(CONTENTS)


def test_what_can_be_withheld_can_be_null() -> None:
    for field, content in FIELDS.items():
        kind_name, _, name = field.partition(".")
        if content not in WITHHOLDING.get(kind_name, {content}):
            kind = GRAPH.core.type_map[kind_name]
            assert isinstance(kind, GraphQLObjectType)
            assert not is_non_null_type(kind.fields[name].type), field


def test_a_schema_with_a_field_that_the_matrix_does_not_name_is_not_built() -> None:
    with pytest.raises(KeyError, match=r"Person\.salary"):
        guard(build_schema("type Query { person: Person } type Person { id: ID! salary: Int }"))


def test_a_field_that_must_have_a_value_cannot_be_withheld() -> None:
    with pytest.raises(TypeError, match=r"Person\.mail"):
        guard(build_schema("type Query { person: Person } type Person { id: ID! mail: String! }"))


@pytest.mark.parametrize(
    ("depth", "relation"), [(1, "direct_manager"), (2, "manager_above"), (None, "peer")]
)
def test_a_relation_comes_from_the_reporting_lines(depth: int | None, relation: Relation) -> None:
    viewer = viewer_of(Person(id=ADA))
    assert viewer.relations(BEN, depth) == {relation}
    assert viewer_of(Person(id=ADA, scopes=frozenset({"hr"}))).relations(BEN, depth) == {
        relation,
        "hr",
    }


def test_oneself_is_nobodys_peer() -> None:
    assert viewer_of(Person(id=ADA)).relations(ADA, None) == {"self"}


def test_hr_reads_no_journal_but_its_own() -> None:
    hr = viewer_of(Person(id=ADA, scopes=frozenset({"hr"})))
    assert refusal("journal", hr.relations(BEN, 1)) == "FORBIDDEN"
    assert refusal("journal", hr.relations(ADA, None)) is None


@pytest.mark.parametrize("scopes", [frozenset[str](), frozenset({"admin", "analyst", "backdate"})])
def test_other_scopes_open_nothing(scopes: frozenset[str]) -> None:
    assert viewer_of(Person(id=ADA, scopes=scopes)).relations(BEN, None) == {"peer"}
    program = viewer_of(Client(id="c", scopes=scopes))
    assert not program.reads
    assert program.relations(BEN, None) == frozenset()


def test_a_program_with_the_scope_hr_reads_as_hr() -> None:
    program = viewer_of(Client(id="c", scopes=frozenset({"hr"})))
    assert program.reads
    assert program.relations(BEN, None) == {"hr"}


@given(st.sampled_from(sorted(CONTENTS)), st.sets(st.sampled_from(RELATIONS)))
def test_no_further_relation_takes_anything_away(content: str, relations: set[Relation]) -> None:
    kind = next(each for each in CONTENTS if each == content)
    for more in RELATIONS:
        if refusal(kind, relations) is None:
            assert refusal(kind, relations | {more}) is None


def test_nobody_in_no_relation_reads_what_is_somebodys() -> None:
    assert refusal("contact", Viewer("client:c", None, hr=False).relations(ADA, None)) == (
        "FORBIDDEN"
    )
    with pytest.raises(KeyError):
        content_of("Person.salary")
