"""The consistency token says nothing to who holds it, and cannot be made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.readmodel.barrier import Mark
from shared.runtime.tokens import ConsistencyTokens

tokens = ConsistencyTokens(b"k" * 32)
marks = some.lists(
    some.builds(
        Mark,
        service=some.sampled_from(["directory", "other"]),
        partition=some.integers(0, 11),
        position=some.integers(1, 2**62),
    ),
    max_size=4,
)


@given(marks)
def test_what_was_issued_is_read(wanted: list[Mark]) -> None:
    assert tokens.read(tokens.issue(wanted)) == tuple(wanted)


@given(marks)
def test_the_same_marks_give_the_same_token(wanted: list[Mark]) -> None:
    assert tokens.issue(wanted) == tokens.issue(wanted)


def test_nothing_of_it_can_be_seen() -> None:
    assert "directory" not in tokens.issue([Mark("directory", 1, 7)])


@given(some.text(max_size=80))
def test_what_was_not_issued_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a consistency token"):
        tokens.read(text)


def test_a_token_of_another_key_is_refused() -> None:
    other = ConsistencyTokens(b"x" * 32).issue([Mark("directory", 1, 7)])
    with pytest.raises(ValueError, match="not a consistency token"):
        tokens.read(other)


def test_a_changed_token_is_refused() -> None:
    issued = tokens.issue([Mark("directory", 1, 7)])
    changed = issued[:-2] + ("A" if issued[-2] != "A" else "B") + issued[-1]
    with pytest.raises(ValueError, match="not a consistency token"):
        tokens.read(changed)
