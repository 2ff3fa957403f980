"""The keys that sign tokens: read from ``file://`` or ``https://``, and read again when due.

A key's algorithm is the key's own affair (RSA signs RS256 or PS256, P-256 signs ES256, Ed25519
signs EdDSA); what a token says of its algorithm is only compared with it. Other kinds of key are
left out. Where there are several keys, also such, a token names its own by ``kid``.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx
import orjson
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey, import_key

from shared.kernel.errors import Unavailable
from shared.runtime.logging import logger

DEMO_KID = "mastery-demo"
_LARGEST = 256 * 1024
_PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth"}
_log = logger(__name__)

Fetch = Callable[[], Awaitable[bytes]]


class DemoKeyRefused(Exception):
    """The key that signs the demo's tokens is made for one machine and trusted nowhere else."""

    def __init__(self) -> None:
        super().__init__(
            f"the JWKS holds a key {DEMO_KID}…, which signs the demo's tokens: "
            "set MASTERY_JWKS_URL to your identity provider, or MASTERY_MODE=local for the demo"
        )


def fetcher(url: str) -> Fetch:
    parts = urlsplit(url)
    if parts.scheme == "file":
        path = Path(unquote(parts.path))

        async def from_file() -> bytes:
            return await asyncio.to_thread(path.read_bytes)

        return from_file

    async def from_web() -> bytes:
        async with (
            httpx.AsyncClient(timeout=5, follow_redirects=False) as client,
            client.stream("GET", url) as response,
        ):
            response.raise_for_status()
            body = b""
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > _LARGEST:
                    raise ValueError("the JWKS is too large")
            return body

    return from_web


def algorithms(key: Key) -> frozenset[str]:
    """What this key may verify; nothing if it is of no kind that we take."""
    usable = key.get("use") in {None, "sig"}
    if isinstance(key, RSAKey) and usable and key.public_key.key_size >= 2048:
        found = {"RS256", "PS256"}
    elif isinstance(key, ECKey) and usable and key.curve_name == "P-256":
        found = {"ES256"}
    elif isinstance(key, OKPKey) and usable and key.curve_name == "Ed25519":
        found = {"EdDSA", "Ed25519"}  # the name of RFC 8037, and that of RFC 9864
    else:
        return frozenset()
    declared = key.get("alg")
    return frozenset(found if declared is None else found & {str(declared)})


@dataclass(frozen=True, slots=True)
class KeySet:
    """Usable keys by their ``kid``; one without a ``kid`` stands under its thumbprint.

    ``only`` is the key of a set that holds no other, not even an unusable one.
    """

    keys: Mapping[str, Key] = field(default_factory=dict)
    only: str | None = None


def parse(text: bytes) -> KeySet:
    items = orjson.loads(text)["keys"]
    found: dict[str, Key] = {}
    for item in items:
        try:
            key = import_key(_public(item))
        except (JoseError, ValueError, TypeError, KeyError):
            continue  # RFC 7517, 5: a key that is not understood is ignored
        if algorithms(key):
            key.ensure_kid()
            found[str(key.kid)] = key
    return KeySet(found, next(iter(found), None) if len(items) == 1 else None)


def _public(item: Mapping[str, Any]) -> dict[str, Any]:
    """Without private parts, should someone have published them."""
    return {name: value for name, value in item.items() if name not in _PRIVATE}


class KeyRing:
    """Refreshed every ``refresh`` seconds; an unknown ``kid`` asks again, at most each ``pause``.

    While the source cannot be read, the keys that are known stay.
    """

    def __init__(
        self, fetch: Fetch, *, demo_allowed: bool, refresh: float = 300.0, pause: float = 10.0
    ) -> None:
        self._fetch = fetch
        self._demo_allowed = demo_allowed
        self._refresh = refresh
        self._pause = pause
        self._set = KeySet()
        self._read_at = float("-inf")
        self._tried_at = float("-inf")
        self.generation = 0

    async def start(self) -> None:
        """Raises ``DemoKeyRefused``; a source that does not answer is asked again later."""
        await self._read()
        if any(kid.startswith(DEMO_KID) for kid in self._set.keys) and not self._demo_allowed:
            raise DemoKeyRefused

    async def key(self, kid: str | None) -> Key | None:
        """``None`` if there is no such key; ``Unavailable`` if there are none at all."""
        now = time.monotonic()
        due = now - self._read_at > self._refresh or (kid is not None and kid not in self._set.keys)
        if due and now - self._tried_at > self._pause:
            await self._read()
        if not self._set.keys:
            raise Unavailable("the keys that sign tokens cannot be read")
        named = self._set.only if kid is None else kid
        if named is None or (named.startswith(DEMO_KID) and not self._demo_allowed):
            return None
        return self._set.keys.get(named)

    async def _read(self) -> None:
        self._tried_at = time.monotonic()
        try:
            found = parse(await self._fetch())
        except (OSError, httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            _log.warning("jwks_unreadable", exc_info=error)
            return
        self._read_at = self._tried_at
        if found.keys.keys() != self._set.keys.keys():
            self.generation += 1
        self._set = found
