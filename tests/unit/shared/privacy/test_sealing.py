"""Sealed texts."""

from base64 import b64decode, b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.errors import UnreadableEvent
from shared.privacy.sealing import new_key, seal, unseal

KEY = new_key()


@given(st.binary(), st.binary())
def test_what_was_sealed_opens(text: bytes, binding: bytes) -> None:
    assert unseal(KEY, seal(KEY, text, binding), binding) == text


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
