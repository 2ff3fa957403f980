"""HMAC-SHA256 under one key, begun once: to begin it costs more than what is hashed here."""

import hmac
from collections.abc import Callable


def keyed_hash(key: bytes) -> Callable[[bytes], bytes]:
    """Of ``hmac.digest(key, message, "sha256")`` the function of the message."""
    begun = hmac.new(key, digestmod="sha256")

    def digest(message: bytes) -> bytes:
        mac = begun.copy()
        mac.update(message)
        return mac.digest()

    return digest
