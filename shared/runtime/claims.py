"""What an access token's claims say: which claim names what is the provider's habit, so a setting.

1. A token whose person claim holds a person's id is that person's.
2. A token is a client's only if it is marked as one: a program through which a person works is
   named in that person's token too, and must not stand in for them.
3. Scopes are parted by the blank U+0020 alone (RFC 6749, 3.3); a list holds one scope an entry.
4. A token counts for 24 hours after it was issued at most, whatever it says.
5. What is marked as another kind of token (identity, logout, refresh) is no access token.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.kernel.actor import Client, Person
from shared.kernel.markers import UUID_PATTERN
from shared.kernel.messages import StreamId

LONGEST_SECONDS = 24 * 60 * 60
CLIENT = "{client}"

_PERSON = re.compile(f"person-{UUID_PATTERN}")
_CLIENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_HEADER_TYPES = {"at+jwt", "application/at+jwt", "jwt"}
_OF_OTHER_TOKENS = ("at_hash", "c_hash", "s_hash", "events")
"""OpenID Connect puts the hashes into identity tokens, ``events`` into logout tokens."""

Principal = Person | Client


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """``mark`` is ``claim=value``, true of client's tokens alone; ``{client}`` is the client."""

    person: str = "sub"
    client: str = "client_id"
    mark: str = f"sub={CLIENT}"
    scopes: Sequence[str] = ("scope",)

    def principal(self, claims: Mapping[str, Any]) -> Principal | None:
        """``None`` if the claims name neither a person nor a client."""
        scopes = frozenset(scope for name in self.scopes for scope in _scopes(claims.get(name)))
        subject, client = claims.get(self.person), claims.get(self.client)
        if isinstance(subject, str) and _PERSON.fullmatch(subject):
            return Person(id=StreamId(subject), scopes=scopes)
        if not isinstance(client, str) or not _CLIENT.fullmatch(client):
            return None
        if client.startswith("person-") or not self._marked(claims, client):
            return None
        return Client(id=client, scopes=scopes)

    def _marked(self, claims: Mapping[str, Any], client: str) -> bool:
        name, _, value = self.mark.partition("=")
        return bool(claims.get(name) == value.replace(CLIENT, client))


DEFAULT_NAMES = ClaimNames()


def _scopes(given: object) -> Sequence[str]:
    if isinstance(given, str):
        return [scope for scope in given.split(" ") if scope]
    return [each for each in given if isinstance(each, str)] if isinstance(given, list) else []


def is_access_token(header: Mapping[str, Any], claims: Mapping[str, Any]) -> bool:
    """Whether nothing says that this is a token of another kind (Keycloak says it in a claim)."""
    kind = header.get("typ", "JWT")
    if not isinstance(kind, str) or kind.lower() not in _HEADER_TYPES:
        return False
    bears = claims.get("typ", "Bearer") == "Bearer"
    return bears and not any(name in claims for name in _OF_OTHER_TOKENS)


def expires(claims: Mapping[str, Any]) -> float:
    """The second at which the token ends; ``iat`` and ``exp`` are numbers."""
    return min(float(claims["exp"]), float(claims["iat"]) + LONGEST_SECONDS)
