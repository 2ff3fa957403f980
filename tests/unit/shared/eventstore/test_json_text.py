"""The quick way writes what pydantic writes, and refuses what it refuses."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal

import pytest
from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from shared.eventstore.json_text import json_writer, plain_fields
from shared.kernel.markers import PII
from shared.kernel.messages import Event, Part, StreamId

SEED = 20_261_130
TEXTS = (
    "",
    "plain",
    'quoted "so" \\',
    "\x00\x1f\x7f\n\t\b",
    "ünïcode €",
    "\U0001f600",
    "</script>",
)
NUMBERS = (0, -1, 2**31, 2**63 - 1, -(2**63), 2**63, 2**64, 10**30)


class Noted(Event):
    owner: StreamId
    number: int
    level: int | None
    kind: Literal["one", "two"]
    other: Literal["x"] | None
    done: bool
    on: date
    due: date | None = None
    note: Annotated[str, PII(subject="owner")]


class Page(Part):
    number: int


class Paged(Event):
    pages: tuple[Page, ...]


class Weighed(Event):
    weight: float


def any_text(event: Event, exclude: dict[str, Any]) -> str:
    to_json = TypeAdapter(type(event)).serializer.to_json
    return to_json(event, exclude=exclude, warnings="error").decode()


def noted(**changes: Any) -> Noted:
    fields: dict[str, Any] = {
        "owner": StreamId("person-1"), "number": 3, "level": None, "kind": "one", "other": "x",
        "done": False, "on": date(2026, 1, 1), "note": "sealed",
    }  # fmt: skip
    return Noted(**fields | changes)


def drawn(dice: random.Random) -> Noted:
    day = date(1, 1, 1) + timedelta(days=dice.randrange(3_652_058))
    return noted(
        owner=dice.choice(TEXTS),
        number=dice.choice(NUMBERS),
        level=dice.choice((None, *NUMBERS)),
        kind=dice.choice(("one", "two")),
        other=dice.choice(("x", None)),
        done=dice.choice((True, False)),
        on=day,
        due=dice.choice((None, day)),
    )


@pytest.fixture(scope="module")
def write() -> Callable[[Event], str]:
    return json_writer(Noted, TypeAdapter(Noted), {"note": True})


def test_both_ways_write_the_same_bytes(write: Callable[[Event], str]) -> None:
    dice = random.Random(SEED)  # noqa: S311 - drawn anew each time alike
    for _ in range(500):
        event = drawn(dice)
        assert write(event) == any_text(event, {"note": True})


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "3"},
        {"number": 3.0},
        {"owner": 7},
        {"on": "2026-01-01"},
        {"on": datetime(2026, 1, 1, 9, 30, tzinfo=UTC)},
        {"done": "yes"},
        {"owner": "\ud800"},
    ],
    ids=str,
)
def test_a_value_of_another_type_is_refused(
    write: Callable[[Event], str], wrong: dict[str, Any]
) -> None:
    with pytest.raises(PydanticSerializationError):
        write(noted(**wrong))


def test_a_kin_of_the_type_is_left_to_pydantic(write: Callable[[Event], str]) -> None:
    event = noted(number=True)
    assert write(event) == any_text(event, {"note": True})


def test_nothing_else_about_it_is_left_to_pydantic() -> None:
    assert plain_fields(Noted, {"note": True}) is not None


@pytest.mark.parametrize("event", [Paged(pages=(Page(number=1),)), Weighed(weight=0.1)])
def test_other_kinds_of_fields_are_pydantics(event: Event) -> None:
    assert plain_fields(type(event), {}) is None
    assert json_writer(type(event), TypeAdapter(type(event)), {})(event) == any_text(event, {})


def test_a_part_without_some_of_its_fields_is_pydantics() -> None:
    exclude = {"pages": {"__all__": {"number": True}}}
    write = json_writer(Paged, TypeAdapter(Paged), exclude)
    assert write(Paged(pages=(Page(number=1),))) == '{"pages":[{}]}'
