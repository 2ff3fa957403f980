"""Sealed texts."""

from base64 import b64decode, b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.errors import UnreadableEvent
from shared.kernel.messages import StreamId
from shared.privacy.sealing import new_key, ready, seal, unseal

KEY = new_key()


@given(st.binary(), st.binary())
def test_what_was_sealed_opens(text: bytes, binding: bytes) -> None:
    assert unseal(KEY, seal(KEY, text, binding), binding) == text


def test_a_key_that_is_ready_opens_the_same_and_a_tombstone_stays_one() -> None:
    anna, ben = StreamId("person-anna"), StreamId("person-ben")
    keys = ready({anna: KEY, ben: "destroyed"})
    key = keys[anna]
    assert keys[ben] == "destroyed" != key
    for text in (b"one", b"two"):
        assert unseal(key, seal(KEY, text, b"here"), b"here") == text


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert seal(KEY, b"text", b"") != seal(KEY, b"text", b"")


def test_nothing_else_opens() -> None:
    sealed = seal(KEY, b"text", b"here")
    raw = bytearray(b64decode(sealed))
    raw[-1] ^= 1
    for key, text, binding in (
        (new_key(), sealed, b"here"),
        (KEY, sealed, b"there"),
        (KEY, b64encode(raw).decode(), b"here"),
        (KEY, "", b"here"),
        (KEY, "not base64!", b"here"),
        (KEY, sealed[:20], b"here"),
        (b"short", sealed, b"here"),
    ):
        with pytest.raises(UnreadableEvent):
            unseal(key, text, binding)
