"""The environment is read once, whole, and without telling a secret."""

from base64 import b64encode

import pytest
from pydantic import ValidationError

from shared.runtime.settings import ROLES, ServiceSettings

KEY = b64encode(b"k" * 32).decode()
ENVIRONMENT = {
    "COMPANY": "acme",
    "DATABASE_URL": "postgresql://user:sesame@localhost/one",
    "MASTER_KEY": KEY,
    "HASH_KEY": KEY,
    "TOKEN_KEY": KEY,
    "KAFKA_BOOTSTRAP_SERVERS": "localhost:9092",
    "JWKS_URL": "https://id.example/jwks",
    "JWT_ISSUER": "https://id.example",
    "JWT_AUDIENCE": "mastery",
}


def settings(monkeypatch: pytest.MonkeyPatch, **changes: str | None) -> ServiceSettings:
    for name, value in {**ENVIRONMENT, **changes}.items():
        if value is None:
            monkeypatch.delenv(f"MASTERY_{name}", raising=False)
        else:
            monkeypatch.setenv(f"MASTERY_{name}", value)
    return ServiceSettings.from_environment()


def test_one_database_serves_for_all_three(monkeypatch: pytest.MonkeyPatch) -> None:
    read = settings(monkeypatch, KEYS_URL="postgresql://localhost/keys")
    assert read.events_url.get_secret_value() == ENVIRONMENT["DATABASE_URL"]
    assert read.read_url.get_secret_value() == ENVIRONMENT["DATABASE_URL"]
    assert read.keys_url.get_secret_value() == "postgresql://localhost/keys"


def test_roles_are_all_or_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings(monkeypatch).roles == ROLES
    assert settings(monkeypatch, ROLES="all").roles == ROLES
    assert settings(monkeypatch, ROLES="api, relay").roles == ("api", "relay")


def test_it_is_for_production_unless_said_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings(monkeypatch).mode == "production"
    assert settings(monkeypatch).migrates is False
    assert settings(monkeypatch, MODE="local").migrates is True
    assert settings(monkeypatch, MODE="local", MIGRATE="false").migrates is False


def test_nothing_of_it_prints_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = repr(settings(monkeypatch))
    assert "sesame" not in shown
    assert KEY not in shown
    assert "kkkk" not in shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", None),
        ("MASTER_KEY", None),
        ("MASTER_KEY", "sesame"),
        ("MASTER_KEY", b64encode(b"sesame").decode()),
        ("COMPANY", "Sesame & Co"),
        ("JWKS_URL", "http://sesame.example/jwks"),
        ("ROLES", "api,sesame"),
        ("KAFKA_SECURITY_PROTOCOL", "SASL_SSL"),
        ("CLOCK_FILE", "/sesame/clock"),
        ("TOPICS", "sesame"),
    ],
)
def test_a_variable_that_is_wrong_is_named_and_not_quoted(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str | None
) -> None:
    monkeypatch.delenv("MASTERY_MODE", raising=False)
    with pytest.raises(ValidationError) as found:
        settings(monkeypatch, **{name: value})
    assert "sesame" not in str(found.value).lower()
