"""A body becomes a command only where each value is of exactly the kind that the field has."""

from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

import pytest

from shared.kernel.actor import Client
from shared.kernel.messages import Command, Part
from shared.runtime.bodies import command_of
from shared.runtime.problems import Malformed

NOT_WHOLE = "Input should be a valid integer"
NOT_ONE_OF_THEM = "Input should be 1, 2 or 3"


class Rated(Part):
    importance: Literal[1, 2, 3]


class Rate(Command):
    level: Literal[1, 2, 3]
    least: Literal[1, 2, 3] | None = None
    each: tuple[Literal[1, 2, 3], ...] = ()
    parts: tuple[Rated, ...] = ()
    kind: Literal["novice", "expert"] = "novice"


def read(**body: Any) -> Command:
    return command_of(
        Rate,
        body,
        actor=Client(id="importer"),
        at=datetime(2026, 3, 4, tzinfo=UTC),
        command_id=UUID(int=1),
    )


def test_a_number_of_the_list_is_taken() -> None:
    found = read(level=3, least=None, each=[1, 2], parts=[{"importance": 3}], kind="expert")
    assert found == Rate(level=3, each=(1, 2), parts=(Rated(importance=3),), kind="expert")


@pytest.mark.parametrize("value", [True, False, 3.0, "3", None, [1]])
@pytest.mark.parametrize(
    ("field", "where"),
    [
        ("level", lambda value: value),
        ("each.1", lambda value: [1, value]),
        ("parts.0.importance", lambda value: [{"importance": value}]),
    ],
)
def test_what_only_equals_a_number_of_the_list_is_refused(
    field: str, where: Any, value: object
) -> None:
    body = {"level": 1, field.partition(".")[0]: where(value)}
    with pytest.raises(Malformed) as refused:
        read(**body)
    assert refused.value.errors == ({"field": field, "rule": NOT_WHOLE},)


@pytest.mark.parametrize("value", [True, 3.0])
def test_where_there_may_be_none_it_is_refused_too(value: object) -> None:
    with pytest.raises(Malformed) as refused:
        read(level=1, least=value)
    assert refused.value.errors == ({"field": "least", "rule": NOT_WHOLE},)


@pytest.mark.parametrize("value", [0, 4, -1])
def test_a_number_that_is_not_of_the_list_is_refused_with_the_list(value: int) -> None:
    with pytest.raises(Malformed) as refused:
        read(level=value)
    assert refused.value.errors == ({"field": "level", "rule": NOT_ONE_OF_THEM},)
