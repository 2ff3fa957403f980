"""A command by HTTP becomes a row: service, log, relay, topic and projector are all real."""

from typing import TypeAlias

import asyncpg

from tests.integration.runtime.running import Issuer, Service, eventually, new

Rows: TypeAlias = "asyncpg.Pool[asyncpg.Record]"


async def test_a_hired_person_becomes_a_row(directory: Service, issuer: Issuer, rows: Rows) -> None:
    person = new("person")
    response = await directory.command(
        "hire-person",
        {"person": person, "name": "Ada Lovelace", "mail": "ada@acme.example"},
        issuer.client("hr"),
    )
    assert response.status_code == 200, response.text
    assert response.json()["stream"] == person

    found = await eventually(
        lambda: rows.fetchrow(
            "SELECT name, active FROM directory.people WHERE person_id = $1", person
        ),
        otherwise=lambda: directory.log.read_text()[-3000:],
    )
    assert tuple(found) == ("Ada Lovelace", True)
