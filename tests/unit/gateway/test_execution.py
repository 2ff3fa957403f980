"""Values that no resolver should answer: they are told exactly as graphql-core tells them."""

from collections.abc import Callable, Generator, Iterator
from datetime import date
from enum import Enum
from math import inf, nan
from types import SimpleNamespace
from typing import Any, NewType

import orjson
import pytest
import strawberry
from graphql import (
    DocumentNode,
    ExecutionResult,
    Executor,
    GraphQLObjectType,
    GraphQLSchema,
    execute,
    parse,
    validate,
)
from hypothesis import assume, given
from hypothesis import strategies as st
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from services.gateway.schema.execution import MOST_CHOICES, Choices, Execution
from tests.unit.gateway.documents import Writer


@strawberry.enum
class Colour(Enum):
    RED = "red"
    BLUE = "blue"


Shy = NewType("Shy", object)
"""A scalar that makes nothing of a certain value, and of any other itself."""


@strawberry.interface
class Named:
    id: strawberry.ID


@strawberry.type
class Part(Named):
    id: strawberry.ID
    size: float
    colour: Colour | None


@strawberry.type
class Whole(Named):
    id: strawberry.ID
    name: str
    word: str | None
    number: int
    count: int | None
    share: float | None
    flag: bool
    day: date | None
    colour: Colour
    words: list[str]
    rows: list[list[int | None]] | None
    part: Part
    other: Part | None
    parts: list[Part] | None
    several: list[Part | None]
    anything: Named | None
    shy: Shy | None
    hidden: str | None

    @strawberry.field
    def twice(self) -> int:
        return 2 * self.number

    @strawberry.field
    async def later(self) -> list[Part] | None:
        return self.parts


@strawberry.type
class Query:
    whole: Whole | None

    @strawberry.field
    async def wholes(self) -> list[Whole | None]:
        return [self.whole, self.whole]


def schema() -> GraphQLSchema:
    shy = strawberry.scalar(name="Shy", serialize=lambda value: None if value == "shy" else value)
    config = StrawberryConfig(scalar_map={Shy: shy})
    made = strawberry.Schema(Query, types=[Part, Whole], config=config)._schema  # noqa: SLF001 - to run it both ways
    whole = made.type_map["Whole"]
    assert isinstance(whole, GraphQLObjectType)
    whole.fields["hidden"].resolve = refuse
    return made


def refuse(_source: object, _info: object) -> str:
    raise PermissionError


SCHEMA = schema()


class Awaited:
    """Answers when it is awaited, as often as one likes."""

    def __init__(self, value: object) -> None:
        self._value = value

    def __await__(self) -> Generator[Any, Any, object]:
        yield from ()
        return self._value


class Several:
    """Can be iterated, and is no list."""

    def __init__(self, items: list[Any]) -> None:
        self._items = items

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items)


class OddPart(Part):
    """An instance of the class, and not of the very one."""


ODD: tuple[object, ...] = (
    None, "", "1", "red", 0, 7, 2**31 - 1, 2**31, -(2**31) - 1, 1.5, 2.0, nan, inf, True, False,
    date(2026, 6, 1), Colour.RED, Colour.BLUE, ValueError("odd"), object, [], (), ["a"], {"a": 1},
    Awaited("1"), Awaited(None), Several(["a"]), strawberry.UNSET, [None],
    [[1, None], None], OddPart(id=strawberry.ID("3"), size=1.0, colour=None), "shy",
    SimpleNamespace(id="4", size=1.0, colour=None),
)  # fmt: skip


def part(colour: Colour | None = None) -> Part:
    return Part(id=strawberry.ID("2"), size=0.5, colour=colour)


def usual() -> Whole:
    return Whole(
        id=strawberry.ID("1"), name="n", word="w", number=1, count=None, share=0.5, flag=True,
        day=date(2026, 6, 1), colour=Colour.RED, words=["a"], rows=[[1, None], []], part=part(),
        other=None, parts=[part(Colour.BLUE), part()], several=[None, part()], anything=part(),
        shy=Shy(1), hidden="secret",
    )  # fmt: skip


OF_PART = "fragment P on Part { __typename id size colour }"
FRAGMENTS = (
    OF_PART
    + """
    fragment W on Whole { id name word number count share flag day colour words rows
        part { ...P } other { ...P } parts { ...P } several { ...P } anything { __typename id }
        shy hidden twice later { ...P } }
"""
)
EVERYTHING = parse(f"query {{ whole {{ ...W }} wholes {{ ...W }} }} {FRAGMENTS}")
EVERY_CHOICE = Choices(EVERYTHING)


resolved: list[str] = []


class Counting(Execution):
    """Remembers in ``resolved`` which fields were executed one by one."""

    def build_resolve_info(self, *details: Any) -> Any:
        info = super().build_resolve_info(*details)
        resolved.append(info.field_name)
        return info


async def ran(
    document: DocumentNode, whole: object, by: type[Executor[Any]], *, yes: bool = True, **how: Any
) -> bytes:
    found = execute(
        SCHEMA,
        document,
        Query(whole=whole),  # type: ignore[arg-type]  # whatever it is
        variable_values={"yes": yes},
        executor_class=by,
        **how,
    )
    result = found if isinstance(found, ExecutionResult) else await found
    return orjson.dumps([result.data, [error.formatted for error in result.errors or ()]], repr)


async def require_the_same(document: DocumentNode, whole: object, choices: Choices) -> None:
    for yes in (True, False):
        ordinary = await ran(document, whole, StrawberryGraphQLCoreExecutionContext, yes=yes)
        assert await ran(document, whole, Execution, yes=yes, choices=choices) == ordinary


@st.composite
def documents(draw: st.DrawFn) -> DocumentNode:
    document = parse(Writer(SCHEMA, {}, draw).document(depth=5))
    assume(not validate(SCHEMA, document))
    return document


PLACES = (
    *((name, lambda whole: whole) for name in vars(usual())),
    *((name, lambda whole: whole.part) for name in vars(part())),
    *((name, lambda whole: whole.parts[1]) for name in vars(part())),
)


@pytest.mark.parametrize(("name", "place"), PLACES)
async def test_an_odd_value_is_told_as_graphql_core_does(
    name: str, place: Callable[[Whole], object]
) -> None:
    for odd in ODD:
        whole = usual()
        setattr(place(whole), name, odd)
        await require_the_same(EVERYTHING, whole, EVERY_CHOICE)


@pytest.mark.parametrize(("name", "place"), PLACES)
async def test_so_is_an_attribute_that_is_not_there(
    name: str, place: Callable[[Whole], object]
) -> None:
    whole = usual()
    delattr(place(whole), name)
    await require_the_same(EVERYTHING, whole, EVERY_CHOICE)


@pytest.mark.parametrize("odd", ODD)
async def test_so_is_an_odd_object(odd: object) -> None:
    await require_the_same(EVERYTHING, odd, EVERY_CHOICE)


@given(documents())
async def test_and_so_is_any_document(document: DocumentNode) -> None:
    await require_the_same(document, usual(), Choices(document))


async def test_usual_values_are_not_executed_field_by_field() -> None:
    document = parse(
        f"""query {{ wholes {{ id name word number count share flag day colour words rows shy
        part {{ ...P }} other {{ ...P }} parts {{ ...P }} several {{ ...P }} }} }} {OF_PART}"""
    )
    resolved.clear()
    await ran(document, usual(), Counting, choices=Choices(document))
    assert resolved == ["wholes"]


async def test_a_fragment_may_be_one_of_two_parts_here_and_all_there() -> None:
    document = parse("""query { a: whole { ...I } b: whole { ...I part { size } } }
        fragment I on Whole { twice part { id } }""")
    await require_the_same(document, usual(), Choices(document))


async def test_what_is_built_for_a_choice_is_not_another_ones() -> None:
    document = parse("""query ($yes: Boolean!) { whole {
        id @include(if: $yes) name @skip(if: $yes) part @skip(if: $yes) { id } } }""")
    await require_the_same(document, usual(), Choices(document))


async def test_few_choices_are_kept() -> None:
    names = [f"v{n}" for n in range(6)]
    asked = " ".join(f"{name}: __typename @include(if: ${name})" for name in names)
    document = parse(f"query ({' '.join(f'${name}: Boolean!' for name in names)}) {{ {asked} }}")
    choices = Choices(document)
    for chosen in range(2 ** len(names)):
        variables = {name: bool(chosen >> n & 1) for n, name in enumerate(names)}
        found = choices.of(variables)
        assert found is choices.of(dict(variables))
        assert len(choices) <= MOST_CHOICES
