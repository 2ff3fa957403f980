"""Each process is given what it needs and no secret besides."""

from pathlib import Path

import pytest

from services.gateway.settings import GatewaySettings
from shared.runtime.settings import ServiceSettings
from suite.local.databases import Databases, without_password
from suite.local.environment import GATEWAY, PROCESSES, SERVICES, Surroundings
from suite.local.folder import DataFolder


@pytest.fixture
def here(tmp_path: Path) -> Surroundings:
    data = DataFolder(tmp_path / "päth with space")
    data.prepare()
    found = Surroundings(
        Databases("postgresql://owner:word@127.0.0.1:5/mastery", "postgresql://owner:word@h/keys"),
        "127.0.0.1:9",
        {name: 8000 + number for number, name in enumerate(PROCESSES)},
        data,
    )
    found.secrets.make()
    return found


def test_the_gateway_has_neither_the_owner_s_password_nor_anybody_s_key(here: Surroundings) -> None:
    given = here.environment(GATEWAY)
    assert "word" not in "".join(v for k, v in given.items() if k.startswith("MASTERY_"))
    assert given.keys().isdisjoint({"MASTERY_MASTER_KEY", "MASTERY_HASH_KEY", "MASTERY_IMPORT_KEY"})
    assert given["MASTERY_READ_URL"].startswith("postgresql://mastery_gateway:")


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_has_the_import_key(here: Surroundings, name: str) -> None:
    assert "MASTERY_IMPORT_KEY" not in here.environment(name)


def test_what_stands_in_our_own_environment_is_not_passed_on(
    here: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MASTERY_DATABASE_URL", "postgresql://elsewhere/other")
    monkeypatch.setenv("MASTERY_MODE", "production")
    monkeypatch.setenv("MASTERY_LOG_LEVEL", "debug")
    given = here.environment("goals")
    assert "MASTERY_DATABASE_URL" not in given
    assert given["MASTERY_MODE"] == "local"
    assert given["MASTERY_LOG_LEVEL"] == "debug"


@pytest.mark.parametrize("name", PROCESSES)
def test_it_is_all_that_the_process_asks_for(
    here: Surroundings, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for variable, value in here.environment(name).items():
        monkeypatch.setenv(variable, value)
    settings = (GatewaySettings if name == GATEWAY else ServiceSettings).from_environment()
    assert settings.http_port == here.ports[name]
    assert settings.jwks_url.startswith("file:///")


def test_addresses_show_no_password(here: Surroundings) -> None:
    assert here.addresses["graphql"] == "http://127.0.0.1:8003/graphql"
    assert "word" not in "".join(here.addresses.values())


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://ana:secret@host:5/db?sslmode=require", "postgresql://ana@host:5/db"),
        ("postgresql://host/db", "postgresql://host/db"),
    ],
)
def test_an_address_is_shown_without_its_password(url: str, shown: str) -> None:
    assert without_password(url) == shown
