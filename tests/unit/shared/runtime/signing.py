"""Keys and tokens for tests of who may come in."""

import json
import time
from base64 import urlsafe_b64encode
from typing import Any

from joserfc import jws
from joserfc.jwk import Key, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from shared.kernel.messages import StreamId
from shared.runtime.auth import Verifier
from shared.runtime.claims import DEFAULT_NAMES, ClaimNames
from shared.runtime.jwks import Fetch, KeyRing

ISSUER, AUDIENCE = "https://id.example", "mastery"
ADA = StreamId("person-00000000-0000-7000-8000-000000000001")
RSA = RSAKey.generate_key(2048, {"kid": "rsa-1", "use": "sig"})
ED = OKPKey.generate_key("Ed25519", {"kid": "ed-1", "use": "sig"})


class AnythingGoes(JWSRegistry):
    """For headers that an honest issuer would not write."""

    def check_header(self, header: Any) -> None:
        assert header


def jwks(*keys: Key) -> bytes:
    return json.dumps({"keys": [key.as_dict(private=False) for key in keys]}).encode()


def serving(*keys: Key) -> Fetch:
    async def fetch() -> bytes:
        return jwks(*keys)

    return fetch


def claims(**changes: object) -> dict[str, Any]:
    now = int(time.time())
    found = {"iss": ISSUER, "aud": AUDIENCE, "sub": ADA, "exp": now + 60, "iat": now, **changes}
    return {name: value for name, value in found.items() if value is not None}


def token(key: Key = RSA, alg: str = "RS256", header: object = None, **changes: object) -> str:
    head = {"alg": alg, "kid": key.kid, **(header if isinstance(header, dict) else {})}
    given = {name: value for name, value in head.items() if value is not None}
    registry = AnythingGoes(algorithms=[alg])
    return jws.serialize_compact(given, json.dumps(claims(**changes)), key, registry=registry)


def unsigned(**changes: object) -> str:
    """``alg: none``, as no library writes it any more."""
    parts = (json.dumps(part).encode() for part in ({"alg": "none"}, claims(**changes)))
    return ".".join(urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."


async def verifier(
    fetch: Fetch | None = None,
    *active: StreamId,
    demo: bool = False,
    names: ClaimNames = DEFAULT_NAMES,
) -> Verifier:
    ring = KeyRing(fetch or serving(RSA, ED), demo_allowed=demo, pause=0.0)
    await ring.start()

    async def is_active(person: StreamId) -> bool:
        return person in (active or (ADA,))

    return Verifier(ring, issuer=ISSUER, audience=AUDIENCE, names=names, is_active=is_active)
