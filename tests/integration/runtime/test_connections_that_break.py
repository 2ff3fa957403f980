"""PostgreSQL cuts every connection: the process goes on as if nothing had been."""

from typing import TypeAlias

import asyncpg
import pytest

from tests.integration.runtime.running import Issuer, Service, eventually, hired, new

Rows: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
CUT = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND application_name LIKE 'mastery %'
"""


@pytest.mark.parametrize("time", range(3))
async def test_commands_rows_and_policies_go_on(
    directory: Service, goals: Service, issuer: Issuer, rows: Rows, time: int
) -> None:
    assert await rows.fetchval(CUT)
    person = await hired_soon(directory, goals, issuer, f"cut-{time}")
    await eventually(
        lambda: rows.fetchrow("SELECT 1 FROM directory.people WHERE person_id = $1", person),
        otherwise=lambda: directory.log.read_text()[-4000:],
    )
    for service in (directory, goals):
        assert service.process.returncode is None

        async def ready(service: Service = service) -> bool:
            return (await service.http.get("/ready")).status_code == 200

        await eventually(ready)
        said = service.log.read_text()
        assert "role_failed" not in said
        assert "unexpected_error" not in said


async def hired_soon(directory: Service, goals: Service, issuer: Issuer, name: str) -> str:
    """A command that met a cut connection may be answered 503; then it is sent again."""

    async def answers() -> bool:
        answer = await directory.command(
            "hire-person",
            {"person": new("person"), "name": name, "mail": f"{name}@acme.example"},
            issuer.client("hr"),
        )
        assert answer.status_code in {200, 503}, answer.text
        return answer.status_code == 200

    await eventually(answers)
    return await hired(directory, goals, issuer, name)
