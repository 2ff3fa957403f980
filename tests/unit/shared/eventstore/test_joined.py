"""Columns that travel as one text, and the hash of a body."""

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.eventstore.body_hash import keyed_hash
from shared.eventstore.joined import NULL, SEPARATOR, joined


def taken_apart(text: str) -> list[str | None]:
    """As ``string_to_array`` does it."""
    return [None if part == NULL else part for part in text.split(SEPARATOR)]


@given(st.lists(st.none() | st.text()))
def test_what_travels_as_one_text_arrives_as_it_was(values: list[str | None]) -> None:
    text = joined(values)
    assert text is None or taken_apart(text) == values


@pytest.mark.parametrize("values", [[], [""], ["a" + SEPARATOR], [NULL], ["a" + NULL, "b"]])
def test_what_could_not_be_taken_apart_is_an_array(values: list[str | None]) -> None:
    assert joined(values) is None


@given(st.binary(min_size=1, max_size=100), st.binary())
def test_a_keyed_hash_is_an_hmac(key: bytes, message: bytes) -> None:
    assert keyed_hash(key)(message) == hmac.digest(key, message, "sha256")
