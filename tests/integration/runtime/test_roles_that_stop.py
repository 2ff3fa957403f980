"""A role that stops for good is told with its reason; the process and its other roles go on."""

import json
from pathlib import Path
from typing import Any

import asyncpg
import httpx
from aiokafka.admin import AIOKafkaAdminClient

from tests.integration.runtime.running import Issuer, Service, eventually, new, running, started

Environment = dict[str, str]


async def hire(service: Service, issuer: Issuer) -> int:
    body = {"person": new("person"), "name": "Ada Lovelace", "mail": "ada@acme.example"}
    return (await service.command("hire-person", body, issuer.client("hr"))).status_code


async def health(service: Service) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = (await service.http.get("/health")).json()
    except httpx.TransportError:
        return {}
    return answer


async def lose_the_topic(environment: Environment, database: str) -> None:
    """Made again without its first event, as a restart does whose projector had read that far."""
    topic = f"{environment['MASTERY_TOPIC_PREFIX']}.mastery.directory.events"
    admin = AIOKafkaAdminClient(bootstrap_servers=environment["MASTERY_KAFKA_BOOTSTRAP_SERVERS"])
    await admin.start()
    await admin.delete_topics([topic])
    await admin.close()
    connection = await asyncpg.connect(database)
    await connection.execute("UPDATE directory.projection_offsets SET next_offset = 1000")
    await connection.close()


async def test_without_its_topic_a_service_still_takes_commands_and_says_what_has_stopped(
    environment: Environment, database: str, issuer: Issuer, tmp_path: Path
) -> None:
    async with running("directory", environment, tmp_path) as service:
        assert await hire(service, issuer) == 200
        connection = await asyncpg.connect(database)
        await eventually(lambda: connection.fetchval("SELECT true FROM directory.people LIMIT 1"))
        await connection.close()
    await lose_the_topic(environment, database)
    async with running("directory", environment, tmp_path) as service:

        async def told() -> str:
            return str((await health(service)).get("stopped", {}).get("projector", ""))

        reason = await eventually(told)
        assert "does not hold the offset" in reason
        assert await hire(service, issuer) == 200
        ready = await service.http.get("/ready")
        assert (ready.status_code, ready.json()["projector"]) == (200, False)
        assert ready.json()["stopped"] == {"projector": reason}
        assert 'mastery_alarm{part="projector"} 1.0' in (await service.http.get("/metrics")).text
        lines = [json.loads(line) for line in service.log.read_text().splitlines()]
        stopped = [line for line in lines if line["event"] == "role_stopped"]
        assert [(line["role"], line["level"]) for line in stopped] == [("projector", "critical")]
        assert await service.stop() == 0
    async with started("directory", environment, tmp_path, roles="projector") as rows:

        async def unready_for_good() -> bool:
            return "projector" in (await health(rows)).get("stopped", {})

        await eventually(unready_for_good)
        assert (await rows.http.get("/ready")).status_code == 503
        assert rows.process.returncode is None
