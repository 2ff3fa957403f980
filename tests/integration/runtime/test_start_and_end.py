"""A process starts only where everything is as it must be, and ends when what it holds is done."""

import asyncio
import json
import signal
from pathlib import Path

import asyncpg
import httpx
import pytest
from joserfc.jwk import RSAKey

from shared.testing.infrastructure import execute, fresh_database, unique
from tests.integration.runtime.running import (
    Issuer,
    Service,
    eventually,
    free_port,
    new,
    refused,
    running,
    started,
)

Environment = dict[str, str]


def hiring(person: str) -> dict[str, object]:
    return {"person": person, "name": "Ada Lovelace", "mail": "ada@acme.example"}


async def test_what_was_answered_before_the_end_is_in_the_log(
    environment: Environment, database: str, issuer: Issuer, tmp_path: Path
) -> None:
    client = issuer.client("hr")
    accepted: list[str] = []
    async with running("directory", environment, tmp_path) as service:

        async def hire() -> None:
            while True:
                person = new("person")
                try:
                    answer = await service.command("hire-person", hiring(person), client)
                except httpx.TransportError:
                    return
                if answer.status_code == 200:
                    accepted.append(person)

        callers = [asyncio.create_task(hire()) for _ in range(16)]

        async def under_way() -> bool:
            return len(accepted) > 100

        await eventually(under_way)
        service.process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(service.process.wait(), 15) == 0
        await asyncio.gather(*callers)
    connection = await asyncpg.connect(database)
    stored = await connection.fetch("SELECT DISTINCT stream_id FROM directory_log.events")
    await connection.close()
    assert set(accepted) <= {row["stream_id"] for row in stored}


async def test_each_role_may_be_a_process_of_its_own(
    environment: Environment, database: str, issuer: Issuer, tmp_path: Path
) -> None:
    person = new("person")
    async with (
        running("directory", environment, tmp_path, roles="api") as api,
        running("directory", environment, tmp_path, roles="relay"),
        running("directory", environment, tmp_path, roles="projector") as projector,
    ):
        answer = await api.command("hire-person", hiring(person), issuer.client("hr"))
        assert answer.status_code == 200, answer.text
        elsewhere = await projector.command("hire-person", hiring(person), issuer.client("hr"))
        assert elsewhere.status_code == 404
        connection = await asyncpg.connect(database)
        await eventually(
            lambda: connection.fetchrow(
                "SELECT 1 FROM directory.people WHERE person_id = $1", person
            )
        )
        await connection.close()


async def test_while_the_broker_is_away_it_lives_and_takes_no_command(
    environment: Environment, issuer: Issuer, tmp_path: Path
) -> None:
    nowhere = f"127.0.0.1:{free_port()}"
    async with started(
        "directory", environment, tmp_path, kafka_bootstrap_servers=nowhere
    ) as service:
        assert await eventually(lambda: live(service), 60)
        ready = await service.http.get("/ready")
        assert ready.status_code == 503
        assert ready.json()["started"] is False
        answer = await service.command("hire-person", hiring(new("person")), issuer.client("hr"))
        assert (answer.status_code, answer.json()["code"]) == (503, "Unavailable")
        assert answer.headers["retry-after"]
        service.process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(service.process.wait(), 15) == 0


async def live(service: Service) -> bool:
    try:
        return (await service.http.get("/live")).status_code == 200
    except httpx.TransportError:
        return False


async def test_counters_are_there(directory: Service, issuer: Issuer) -> None:
    await directory.command("hire-person", hiring(new("person")), issuer.client("hr"))
    text = (await directory.http.get("/metrics")).text
    assert 'mastery_commands_total{command="HirePerson",outcome="Accepted"}' in text
    assert (await directory.http.get("/asyncapi.json")).json()["asyncapi"].startswith("3.")


async def test_log_lines_are_objects_with_the_services_name(directory: Service) -> None:
    lines = [json.loads(line) for line in directory.log.read_text().splitlines()]
    assert lines
    assert {line["service"] for line in lines} == {"directory"}


async def test_a_variable_that_is_missing_is_named(
    environment: Environment, tmp_path: Path
) -> None:
    said = await refused("directory", environment, tmp_path, master_key="", hash_key="c2hvcnQ=")
    assert "MASTERY_MASTER_KEY" in said
    assert "MASTERY_HASH_KEY" in said
    assert environment["MASTERY_TOKEN_KEY"] not in said
    assert "c2hvcnQ=" not in said


async def test_a_topic_that_is_missing_is_named_with_what_makes_it(
    environment: Environment, tmp_path: Path
) -> None:
    prefix = unique("test-")
    said = await refused("directory", environment, tmp_path, topics="check", topic_prefix=prefix)
    assert f"missing topics {prefix}.mastery.directory.events" in said
    assert "--partitions 3" in said


async def test_a_topic_with_another_number_of_partitions(
    directory: Service, environment: Environment, tmp_path: Path
) -> None:
    assert directory.process.returncode is None
    said = await refused("directory", environment, tmp_path, topic_partitions="4")
    assert "has 3 partitions" in said


async def test_a_topic_that_is_ahead_of_the_log(
    directory: Service, environment: Environment, issuer: Issuer, postgres_url: str, tmp_path: Path
) -> None:
    """As after a restored backup: the topic is the old one, the log is empty."""
    answer = await directory.command("hire-person", hiring(new("person")), issuer.client("hr"))
    assert answer.status_code == 200

    async def published() -> bool:
        connection = await asyncpg.connect(environment["MASTERY_DATABASE_URL"])
        try:
            return bool(
                await connection.fetchval("SELECT position > 0 FROM directory_log.relay_cursor")
            )
        finally:
            await connection.close()

    await eventually(published)
    async with fresh_database(postgres_url) as empty:
        said = await refused("directory", environment, tmp_path, database_url=empty)
    assert "was it restored from a backup" in said


async def test_a_database_that_was_not_migrated(
    environment: Environment, postgres_url: str, tmp_path: Path
) -> None:
    async with fresh_database(postgres_url) as empty:
        said = await refused(
            "directory", environment, tmp_path, database_url=empty, mode="production"
        )
    assert "migrations have not been applied" in said


async def test_a_database_that_holds_anything_else(
    environment: Environment, postgres_url: str, tmp_path: Path
) -> None:
    async with fresh_database(postgres_url) as other:
        await execute(other, "CREATE TABLE invoices (id int)")
        said = await refused("directory", environment, tmp_path, database_url=other)
    assert "public.invoices" in said


@pytest.mark.usefixtures("directory")
async def test_the_demos_key_anywhere_but_on_one_machine(
    environment: Environment, tmp_path: Path
) -> None:
    Issuer(tmp_path, RSAKey.generate_key(2048, {"kid": "mastery-demo-7"})).publish()
    url = (tmp_path / "jwks.json").as_uri()
    said = await refused("directory", environment, tmp_path, jwks_url=url, mode="production")
    assert "mastery-demo" in said
