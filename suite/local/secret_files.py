"""Secrets of a local suite, made at its first start; every file is its owner's alone.

They are the demo's: the signing key's id begins with ``mastery-demo``, and a process that is not
in local mode refuses to start with it.
"""

import json
import os
import secrets
import time
import warnings
from base64 import b64encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import OKPKey

from suite.local.processes import write_whole

ISSUER = "urn:mastery:local"
AUDIENCE = "mastery"
CLIENT = "local-suite"
CLIENT_SCOPES = ("hr", "admin", "backdate")
CLIENT_SECONDS = 90 * 24 * 3600
KEYS = ("MASTERY_MASTER_KEY", "MASTERY_HASH_KEY", "MASTERY_TOKEN_KEY", "MASTERY_IMPORT_KEY")
GATEWAY_PASSWORD = "gateway_password"  # noqa: S105 - the name of a secret


@dataclass(frozen=True, slots=True)
class SecretFiles:
    folder: Path

    @property
    def jwks(self) -> Path:
        """The public part of the signing key, which the services read."""
        return self.folder / "jwks.json"

    @property
    def client_token(self) -> Path:
        """Of a program that may import and fill the demo company."""
        return self.folder / "client.token"

    def make(self) -> None:
        """Makes what is missing; the Client's token is made anew each time."""
        self.folder.mkdir(exist_ok=True, mode=0o700)
        if not self._keys.exists():
            made = {name: b64encode(secrets.token_bytes(32)).decode() for name in KEYS}
            write_whole(self._keys, json.dumps(made | {GATEWAY_PASSWORD: secrets.token_hex(16)}))
        if not self._signing_key.exists():
            kid = f"mastery-demo-{secrets.token_hex(6)}"
            key = OKPKey.generate_key("Ed25519", {"kid": kid, "use": "sig", "alg": "EdDSA"})
            write_whole(self._signing_key, json.dumps(key.as_dict(private=True)))
        public = OKPKey.import_key(json.loads(self._signing_key.read_text()))
        write_whole(self.jwks, json.dumps({"keys": [public.as_dict(private=False)]}))
        if not self._scopes.exists():
            write_whole(self._scopes, "{}\n")
        claims = {"sub": CLIENT, "client_id": CLIENT}
        write_whole(self.client_token, self.sign(claims, CLIENT_SCOPES, CLIENT_SECONDS))

    def environment(self) -> dict[str, str]:
        """The keys as variables; each process is given those that it needs."""
        kept: dict[str, str] = json.loads(self._keys.read_text())
        return {name: kept[name] for name in KEYS}

    def gateway_password(self) -> str:
        password: str = json.loads(self._keys.read_text())[GATEWAY_PASSWORD]
        return password

    def scopes_of(self, mail: str) -> frozenset[str]:
        kept: Mapping[str, list[str]] = json.loads(self._scopes.read_text())
        return frozenset(kept.get(mail.lower(), ()))

    def with_scope(self, scope: str) -> str | None:
        """The mail address of somebody for whom this scope is kept; none if there is nobody."""
        kept: Mapping[str, list[str]] = json.loads(self._scopes.read_text())
        return min((mail for mail, scopes in kept.items() if scope in scopes), default=None)

    def keep_scopes(self, mail: str, scopes: Collection[str]) -> None:
        """What ``mastery token --as <mail>`` gives from now on."""
        kept: dict[str, list[str]] = json.loads(self._scopes.read_text())
        kept[mail.lower()] = sorted(scopes)
        write_whole(self._scopes, json.dumps(kept, indent=1) + "\n")

    def sign(self, claims: Mapping[str, Any], scopes: Collection[str], seconds: int) -> str:
        """A bearer token that is good from now on for ``seconds``."""
        key = OKPKey.import_key(json.loads(self._signing_key.read_text()))
        now = int(time.time())
        body = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "iat": now,
            "exp": now + seconds,
            "jti": secrets.token_hex(8),
            "scope": " ".join(sorted(scopes)),
            **claims,
        }
        with warnings.catch_warnings():
            # joserfc prefers RFC 9864's name of the algorithm, which most verifiers do not know.
            warnings.simplefilter("ignore", SecurityWarning)
            return jwt.encode({"alg": "EdDSA", "kid": key.kid}, body, key, algorithms=["EdDSA"])

    @property
    def _keys(self) -> Path:
        return self.folder / "keys.json"

    @property
    def _signing_key(self) -> Path:
        return self.folder / "signing-key.json"

    @property
    def _scopes(self) -> Path:
        return self.folder / "scopes.json"


def readable_by_others(folder: Path) -> list[Path]:
    """Secrets whose mode lets others read them."""
    return [path for path in folder.glob("*") if path.is_file() and os.stat(path).st_mode & 0o077]
