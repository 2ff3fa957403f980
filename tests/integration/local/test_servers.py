"""Both servers by themselves: data that survive, whatever becomes of the process or its port."""

import os
import signal
import socket
from contextlib import closing
from pathlib import Path

import asyncpg
import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from suite.local import footing, jars, ports, processes
from suite.local.footing import Footing
from suite.local.kafka import EmbeddedKafka
from suite.local.postgres import EmbeddedPostgres, PostgresFailed


async def value(url: str, statement: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_rows_survive_a_kill_of_the_server(own_postgres: EmbeddedPostgres) -> None:
    await value(own_postgres.url(), "CREATE TABLE kept AS SELECT 7 AS number")
    assert own_postgres.pid is not None
    os.kill(own_postgres.pid, signal.SIGKILL)
    own_postgres.start()
    assert await value(own_postgres.url(), "SELECT number FROM kept") == 7


async def test_texts_are_utf_8_and_sorted_by_code_point(own_postgres: EmbeddedPostgres) -> None:
    asked = (
        "SELECT datlocprovider::text || datlocale FROM pg_database "
        "WHERE datname = current_database()"
    )
    assert await value(own_postgres.url(), asked) == "bC.UTF-8"
    assert await value(own_postgres.url(), "SELECT lower('ÄÖÅ')") == "äöå"


async def test_no_value_of_a_failing_statement_reaches_the_log(
    own_postgres: EmbeddedPostgres,
) -> None:
    connection = await asyncpg.connect(own_postgres.url())
    try:
        await connection.execute("CREATE TABLE one (mail text PRIMARY KEY)")
        await connection.execute("INSERT INTO one VALUES ($1)", "secret@acme.example")
        with pytest.raises(asyncpg.UniqueViolationError):
            await connection.execute("INSERT INTO one VALUES ($1)", "secret@acme.example")
    finally:
        await connection.close()
    assert "one_pkey" in own_postgres.log.read_text()
    assert "secret@acme.example" not in own_postgres.log.read_text()


async def test_a_password_is_asked_for(own_postgres: EmbeddedPostgres) -> None:
    password = (own_postgres.folder / "password").read_text()
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(own_postgres.url().replace(password, "guessed"))


async def test_a_port_that_has_been_taken_meanwhile_is_left_to_its_holder(
    own_postgres: EmbeddedPostgres,
) -> None:
    await value(own_postgres.url(), "CREATE TABLE kept AS SELECT 7 AS number")
    before = own_postgres.port
    own_postgres.stop()
    with closing(socket.create_server((ports.LOOPBACK, before))):
        own_postgres.start()
        assert own_postgres.port != before
        assert await value(own_postgres.url(), "SELECT number FROM kept") == 7


def test_a_start_that_fails_says_why_and_leaves_no_process(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "postgres", settings={"shared_buffers": "a lot"})
    with pytest.raises(PostgresFailed, match="shared_buffers"):
        server.start()
    assert server.pid is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another user")
async def test_where_namespaces_are_forbidden_another_user_runs_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(footing, "NAMESPACE", ("false",))
    server = EmbeddedPostgres(tmp_path / "postgres", settings={"fsync": "off"})
    stand = footing.find_footing()
    assert stand.user is not None
    try:
        server.start()
        assert await value(server.url(), "SELECT 1") == 1
        assert psutil.Process(server.pid).username() == stand.user
    finally:
        server.stop()
        server.remove()
    assert not stand.place(tmp_path / "postgres" / "cluster").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can change its footing")
async def test_the_footing_may_be_another_at_the_next_start(
    own_postgres: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    await value(own_postgres.url(), "CREATE TABLE kept AS SELECT 7 AS number")
    own_postgres.stop()
    monkeypatch.setattr(footing, "find_footing", lambda: Footing(user="nobody"))
    own_postgres.start()
    assert await value(own_postgres.url(), "SELECT number FROM kept") == 7
    monkeypatch.undo()
    own_postgres.start()
    assert await value(own_postgres.url(), "SELECT number FROM kept") == 7


async def test_records_survive_a_kill_and_other_ports(own_kafka: EmbeddedKafka) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=own_kafka.bootstrap_servers)
    await admin.start()
    await admin.create_topics([NewTopic("kept", 1, 1)])
    await admin.close()
    producer = AIOKafkaProducer(bootstrap_servers=own_kafka.bootstrap_servers, acks="all")
    await producer.start()
    await producer.send_and_wait("kept", b"seven", partition=0)
    await producer.stop()
    assert own_kafka.pid is not None
    os.kill(own_kafka.pid, signal.SIGKILL)
    (own_kafka.folder / "ports").unlink()
    own_kafka.start()
    consumer = AIOKafkaConsumer(
        bootstrap_servers=own_kafka.bootstrap_servers, auto_offset_reset="earliest"
    )
    consumer.assign([TopicPartition("kept", 0)])
    await consumer.start()
    assert (await consumer.getone()).value == b"seven"
    await consumer.stop()


async def test_topics_are_not_made_by_accident(own_kafka: EmbeddedKafka) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=own_kafka.bootstrap_servers)
    await admin.start()
    await admin.describe_topics(["misspelt"])
    assert "misspelt" not in await admin.list_topics()
    await admin.close()


def test_a_jar_with_other_bytes_is_refused_and_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from suite.local import repository

    monkeypatch.setattr(repository, "download", lambda coordinates: coordinates.encode())
    with pytest.raises(jars.JarsUnavailable, match="is not what"):
        jars.ensure(tmp_path / "servers")
    assert list((tmp_path / "servers").iterdir()) == []


def test_without_a_network_the_jars_are_missed_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setattr("suite.local.repository.TRIES", 1)
    assert jars.unreachable() is not None
    with pytest.raises(jars.JarsUnavailable, match="cannot be fetched"):
        jars.ensure(tmp_path / "servers")


def test_a_pid_that_went_to_another_process_is_not_ours(tmp_path: Path) -> None:
    processes.write_whole(tmp_path / "pid", '{"pid": 1, "started": "another boot/1"}')
    assert processes.remembered(tmp_path / "pid") is None
