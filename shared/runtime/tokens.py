"""The consistency token: what must have been read before an answer shows one's own write.

It is sealed, so that positions stay inside, and authenticated, so that nobody makes one up. The
same marks give the same token, hence the synthetic initialisation vector.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from hashlib import sha512

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from shared.readmodel.barrier import Mark

_FORMAT = [b"mastery consistency token 1"]
_LONGEST = 4096


class ConsistencyTokens:
    """Issues and reads tokens under ``MASTERY_TOKEN_KEY``, which services and gateway share."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESSIV(sha512(b"consistency token|" + key).digest())

    def issue(self, marks: Sequence[Mark]) -> str:
        plain = orjson.dumps([[mark.service, mark.partition, mark.position] for mark in marks])
        sealed = self._cipher.encrypt(plain, _FORMAT)
        return urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def read(self, token: str) -> tuple[Mark, ...]:
        """Raises ``ValueError`` at whatever ``issue`` did not answer."""
        if len(token) > _LONGEST:
            raise ValueError("not a consistency token")
        try:
            sealed = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
            plain = self._cipher.decrypt(sealed, _FORMAT)
        except (InvalidTag, NotBase64, ValueError) as error:
            raise ValueError("not a consistency token") from error
        return tuple(
            Mark(service=service, partition=partition, position=position)
            for service, partition, position in orjson.loads(plain)
        )
