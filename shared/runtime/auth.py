"""Who asks: a bearer token becomes a ``Person`` or a ``Client``, or is refused.

A person's subject must be an active person of the directory, whatever the token says. No token
makes a policy. Nothing that a token's header names (``jku``, ``jwk``, ``x5u``) is looked at.
"""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jws import JWSRegistry
from joserfc.jwt import JWTClaimsRegistry

from shared.kernel.actor import Person
from shared.kernel.messages import StreamId
from shared.runtime.claims import (
    DEFAULT_NAMES,
    ClaimNames,
    Principal,
    expires,
    is_access_token,
)
from shared.runtime.jwks import KeyRing, algorithms

_LEEWAY_SECONDS = 5
_CACHED_SECONDS = 60.0
_CACHED_TOKENS = 4096
_LONGEST = 8192
_UNREADABLE = (
    JoseError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    OverflowError,
    RecursionError,  # joserfc parses the header with json
)


class Unauthenticated(Exception):
    """No token, or none that we take; the reason is for the log, not for the caller."""


class _AllowedOnly(JWSRegistry):
    """joserfc warns at each EdDSA token; which algorithms we take is decided by the key."""

    max_header_length = 4096  # certificates in the header are ignored, not refused

    def get_alg(self, name: str) -> Any:
        if name not in (self.allowed or ()):
            raise Unauthenticated("the token's algorithm is not its key's")
        return self.algorithms[name]


class Verifier:
    """``is_active`` answers whether the directory knows this person as active."""

    def __init__(
        self,
        ring: KeyRing,
        *,
        issuer: str,
        audience: str,
        names: ClaimNames = DEFAULT_NAMES,
        is_active: Callable[[StreamId], Awaitable[bool]],
    ) -> None:
        self._ring = ring
        self._names = names
        self._is_active = is_active
        self._claims: dict[str, Any] = {
            "exp": {"essential": True},
            "iat": {"essential": True},
            "iss": {"essential": True, "value": issuer},
            "aud": {"essential": True, "value": audience},
        }
        self._seen: OrderedDict[str, tuple[float, int, Principal]] = OrderedDict()

    async def principal(self, authorization: str | None) -> Principal:
        """``authorization`` is the header's value; raises ``Unauthenticated``, ``Unavailable``."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token or len(token) > _LONGEST:
            raise Unauthenticated("no bearer token")
        principal = self._seen_before(token) or await self._verified(token.strip())
        if isinstance(principal, Person) and not await self._is_active(principal.id):
            raise Unauthenticated("not an active person")
        return principal

    def _seen_before(self, token: str) -> Principal | None:
        until, generation, principal = self._seen.get(token, (0.0, 0, None))
        if principal is None or generation != self._ring.generation or time.time() >= until:
            return None
        return principal

    async def _verified(self, token: str) -> Principal:
        try:
            signed = jws.extract_compact(token.encode())
            headers = signed.headers()
            key = await self._ring.key(headers.get("kid"))
            if key is None:
                raise Unauthenticated("signed with a key that is not in the JWKS")
            registry = _AllowedOnly(algorithms=algorithms(key), strict_check_header=False)
            if not jws.validate_compact(signed, key, registry=registry):
                raise Unauthenticated("the signature is wrong")
            claims = orjson.loads(signed.payload)
            JWTClaimsRegistry(leeway=_LEEWAY_SECONDS, **self._claims).validate(claims)
            ends = expires(claims)
        except _UNREADABLE as error:
            raise Unauthenticated(type(error).__name__) from error
        if not is_access_token(headers, claims):
            raise Unauthenticated("a token of another kind than an access token")
        if ends <= time.time() - _LEEWAY_SECONDS:
            raise Unauthenticated("the token is older than a day")
        principal = self._names.principal(claims)
        if principal is None:
            raise Unauthenticated("the subject is neither a person nor a client")
        self._remember(token, ends, principal)
        return principal

    def _remember(self, token: str, expires: float, principal: Principal) -> None:
        """So that a caller's next request costs no signature; a minute at most."""
        until = min(expires, time.time() + _CACHED_SECONDS)
        self._seen[token] = (until, self._ring.generation, principal)
        while len(self._seen) > _CACHED_TOKENS:
            self._seen.popitem(last=False)
