"""Servers of somebody else: used where they are empty or ours, refused where they are not."""

import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

import shared.privacy
from shared.kernel.messages import StreamId
from shared.privacy.postgres import PostgresKeyStore
from shared.runtime.migrate import Source, migrate
from shared.runtime.pools import open_pool
from shared.testing.infrastructure import execute, fresh_database
from suite.local import databases, doctor, ports, servers
from suite.local.databases import DatabaseRefused
from suite.local.folder import DataFolder
from suite.local.postgres import EmbeddedPostgres
from suite.local.processes import wait_until
from suite.local.state import read

KEYS_MIGRATIONS = Path(shared.privacy.__file__).parent / "migrations"
PROGRAM = Path(__file__).with_name("stand_in_suite.py")


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch, own_postgres: EmbeddedPostgres, kafka: str) -> str:
    """A server of this test alone: the gateway's role belongs to the server, not to a database."""
    database = own_postgres.url()
    monkeypatch.setenv("MASTERY_DATABASE_URL", database)
    monkeypatch.setenv("MASTERY_KAFKA_BOOTSTRAP_SERVERS", kafka)
    monkeypatch.delenv("MASTERY_KEYS_URL", raising=False)
    return database


def test_given_servers_are_used_and_not_ended(given: str, tmp_path: Path) -> None:
    port = ports.free_ports(1)[0]
    one = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, str(PROGRAM), str(tmp_path / "data"), str(port)],
        stdout=subprocess.PIPE,
        text=True,
    )
    data = DataFolder(tmp_path / "data")
    try:
        assert one.stdout is not None
        assert any("all is ready" in line for line in one.stdout)
        now = read(data)
        assert now.events_url == now.keys_url == given
        assert {process.name for process in now.processes}.isdisjoint({"postgres", "kafka"})
    finally:
        one.terminate()
        one.communicate(timeout=20)
    assert wait_until(lambda: list(doctor.given_servers()) == [], 5)
    assert not data.postgres.exists()


async def test_a_database_that_holds_others_tables_is_refused(postgres_url: str) -> None:
    async with fresh_database(postgres_url) as url:
        await execute(url, "CREATE TABLE invoices (number integer)")
        with pytest.raises(DatabaseRefused, match="invoices"):
            await databases.prepare_given(url, url, "secret")


async def test_a_database_that_another_data_folder_filled_is_refused(database: str) -> None:
    await migrate(database, "keys", [Source("keys", KEYS_MIGRATIONS)])
    await databases.refuse_another_master_key(database, bytes(32))
    pool = await open_pool(database, "keys", application="test")
    await PostgresKeyStore(pool, bytes(32)).ensured([StreamId("person-1")])
    await pool.close()
    await databases.refuse_another_master_key(database, bytes(32))
    with pytest.raises(DatabaseRefused, match="another data folder"):
        await databases.refuse_another_master_key(database, bytes(31) + b"1")


def test_doctor_names_what_the_given_database_holds(
    given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "127.0.0.1" in given
    assert list(doctor.given_servers()) == []
    monkeypatch.setenv("MASTERY_DATABASE_URL", "postgresql://postgres:secret@127.0.0.1:1/none")
    monkeypatch.setenv("MASTERY_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    problems = [problem.what for problem in doctor.given_servers()]
    assert len(problems) == 2
    assert "secret" not in "".join(problems)


def test_one_address_without_the_other_is_a_mistake(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MASTERY_DATABASE_URL", "postgresql://postgres@127.0.0.1/none")
    monkeypatch.delenv("MASTERY_KAFKA_BOOTSTRAP_SERVERS", raising=False)
    assert not servers.are_given()
    found = [check for check in doctor.checks(DataFolder(tmp_path), 8000) if "given" in check.title]
    assert [problem.what for check in found for problem in check.find()] == [
        "MASTERY_KAFKA_BOOTSTRAP_SERVERS is not set, though the other address is"
    ]


async def test_the_gateway_s_role_can_do_nothing_by_itself(given: str) -> None:
    await databases.prepare_given(given, given, "secret")
    await execute(given, "CREATE SCHEMA goals_rows")
    await execute(given, "CREATE TABLE goals_rows.entries (text text)")
    connection = await asyncpg.connect(databases.Databases(given, given).reading("secret"))
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch("SELECT * FROM goals_rows.entries")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("CREATE TABLE public.mine ()")
    finally:
        await connection.close()
