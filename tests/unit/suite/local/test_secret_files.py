"""Secrets of a local suite: made once, read by their owner, and good for the demo alone."""

import json
from base64 import b64decode
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from shared.runtime.jwks import DEMO_KID, parse
from suite.local.secret_files import AUDIENCE, CLIENT, ISSUER, KEYS, SecretFiles, readable_by_others


@pytest.fixture
def secrets(tmp_path: Path) -> SecretFiles:
    made = SecretFiles(tmp_path / "secrets")
    made.make()
    return made


def claims(secrets: SecretFiles, token: str) -> dict[str, object]:
    keys = KeySet.import_key_set(json.loads(secrets.jwks.read_text()))
    return jwt.decode(token, keys, algorithms=["EdDSA"]).claims


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
def test_a_token_bears_what_was_asked_and_verifies_by_the_public_part(secrets: SecretFiles) -> None:
    found = claims(secrets, secrets.sign({"sub": "person-1"}, {"hr", "admin"}, 60))
    assert (found["iss"], found["aud"], found["sub"]) == (ISSUER, AUDIENCE, "person-1")
    assert found["scope"] == "admin hr"
    assert int(str(found["exp"])) - int(str(found["iat"])) == 60


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
def test_the_client_s_token_is_a_client_s(secrets: SecretFiles) -> None:
    found = claims(secrets, secrets.client_token.read_text())
    assert found["sub"] == found["client_id"] == CLIENT
    assert "backdate" in str(found["scope"]).split()


def test_the_key_is_known_as_the_demo_s_wherever_it_turns_up(secrets: SecretFiles) -> None:
    assert [kid.startswith(DEMO_KID) for kid in parse(secrets.jwks.read_bytes()).keys] == [True]


def test_the_public_part_holds_nothing_private(secrets: SecretFiles) -> None:
    assert all("d" not in key for key in json.loads(secrets.jwks.read_text())["keys"])


def test_making_again_keeps_keys_and_scopes(secrets: SecretFiles) -> None:
    secrets.keep_scopes("Ana@Acme.example", {"hr"})
    before = secrets.environment(), secrets.jwks.read_text(), secrets.gateway_password()
    secrets.make()
    assert (secrets.environment(), secrets.jwks.read_text(), secrets.gateway_password()) == before
    assert secrets.scopes_of("ana@acme.example") == {"hr"}
    assert secrets.scopes_of("somebody@acme.example") == frozenset()


def test_each_key_is_of_32_bytes_and_of_its_own(secrets: SecretFiles) -> None:
    made = {name: b64decode(value) for name, value in secrets.environment().items()}
    assert made.keys() == set(KEYS)
    assert {len(key) for key in made.values()} == {32}
    assert len(set(made.values())) == len(KEYS)


def test_nobody_else_can_read_them(secrets: SecretFiles) -> None:
    assert readable_by_others(secrets.folder) == []
    secrets.jwks.chmod(0o644)
    assert readable_by_others(secrets.folder) == [secrets.jwks]
