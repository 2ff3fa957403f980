"""Texts about a person, sealed with that person's key: AES-256-GCM, a random 96-bit nonce each.

What a block is bound to (its event, its type, its person) is authenticated with it, so a block
that was moved elsewhere does not open.
"""

from base64 import b64encode
from binascii import a2b_base64
from collections.abc import Mapping
from os import urandom
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.kernel.errors import UnreadableEvent
from shared.kernel.messages import StreamId
from shared.privacy.port import Key

ALGORITHM = "A256GCM"
KEY_BYTES = 32
NONCE_BYTES = 12


def new_key() -> bytes:
    return urandom(KEY_BYTES)


def seal(key: bytes, plaintext: bytes, bound_to: bytes) -> str:
    """base64(nonce ‖ ciphertext)."""
    nonce = urandom(NONCE_BYTES)
    return b64encode(nonce + AESGCM(key).encrypt(nonce, plaintext, bound_to)).decode()


Ready = AESGCM | Literal["destroyed"]
"""A key that opens many blocks, or the tombstone of one; it is kept no longer than they take."""


def ready(keys: Mapping[StreamId, Key]) -> Mapping[StreamId, Ready]:
    return {person: key if key == "destroyed" else AESGCM(key) for person, key in keys.items()}


def unseal(key: bytes | AESGCM, sealed: str, bound_to: bytes) -> bytes:
    """Raises ``UnreadableEvent`` if key, text or binding is not the one it was sealed with."""
    try:
        cipher = AESGCM(key) if isinstance(key, bytes) else key
        raw = a2b_base64(sealed, strict_mode=True)
        return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError) as error:
        raise UnreadableEvent("a personal block does not open") from error
