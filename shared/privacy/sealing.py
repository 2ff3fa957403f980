"""Texts about a person, sealed with that person's key: AES-256-GCM, a random 96-bit nonce each.

What a block is bound to (its event, its type, its person) is authenticated with it, so a block
that was moved elsewhere does not open.
"""

import binascii
from base64 import b64decode, b64encode
from os import urandom

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.kernel.errors import UnreadableEvent

ALGORITHM = "A256GCM"
KEY_BYTES = 32
NONCE_BYTES = 12


def new_key() -> bytes:
    return urandom(KEY_BYTES)


def seal(key: bytes, plaintext: bytes, bound_to: bytes) -> str:
    """base64(nonce ‖ ciphertext)."""
    nonce = urandom(NONCE_BYTES)
    return b64encode(nonce + AESGCM(key).encrypt(nonce, plaintext, bound_to)).decode()


def unseal(key: bytes, sealed: str, bound_to: bytes) -> bytes:
    """Raises ``UnreadableEvent`` if key, text or binding is not the one it was sealed with."""
    try:
        raw = b64decode(sealed, validate=True)
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError, binascii.Error) as error:
        raise UnreadableEvent("a personal block does not open") from error
