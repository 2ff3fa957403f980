"""A key that was seen before gives the first answer; what held already needs none."""

import asyncio

import asyncpg

from tests.integration.runtime.running import Issuer, Service, new


def hiring(person: str, name: str = "Ada Lovelace") -> dict[str, object]:
    return {"person": person, "name": name, "mail": "ada@acme.example"}


async def test_a_repeated_key_gives_the_first_answer(directory: Service, issuer: Issuer) -> None:
    client, body = issuer.client("hr"), hiring(new("person"))
    first = await directory.command("hire-person", body, client, Idempotency_Key="k1")
    turned = dict(reversed(body.items()))  # the same body, whatever its order
    again = await directory.command("hire-person", turned, client, Idempotency_Key="k1")
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert first.json()["version"] == 1
    assert [moved["stream"].partition("-")[0] for moved in first.json()["streams"]] == [
        "person",
        "reporting_lines",
    ]


async def test_a_repeated_key_with_another_body(directory: Service, issuer: Issuer) -> None:
    client, person = issuer.client("hr"), new("person")
    await directory.command("hire-person", hiring(person), client, Idempotency_Key="k2")
    other = await directory.command(
        "hire-person", hiring(person, "Grace Hopper"), client, Idempotency_Key="k2"
    )
    assert (other.status_code, other.json()["code"]) == (422, "KeyReused")


async def test_two_actors_and_two_commands_may_use_the_same_key(
    directory: Service, issuer: Issuer
) -> None:
    person = new("person")
    one, two = issuer.client("hr"), issuer.token("other", "hr", client_id="other")
    for token, command, body in (
        (one, "hire-person", hiring(person)),
        (one, "deactivate-person", {"person": person}),
        (two, "reactivate-person", {"person": person}),
        (two, "deactivate-person", {"person": person}),
    ):
        answer = await directory.command(command, body, token, Idempotency_Key="k3")
        assert answer.status_code == 200, answer.text
        assert answer.json()["version"] is not None


async def test_what_held_already_names_its_stream(directory: Service, issuer: Issuer) -> None:
    client, person = issuer.client("hr"), new("person")
    await directory.command("hire-person", hiring(person), client)
    again = await directory.command("hire-person", hiring(person), client)
    assert again.status_code == 200
    assert again.json() == {"stream": person, "version": None, "token": None, "streams": []}


async def test_the_same_key_many_times_at_once_is_one_command(
    directory: Service, issuer: Issuer, database: str
) -> None:
    client, person = issuer.client("hr"), new("person")
    answers = await asyncio.gather(
        *(
            directory.command("hire-person", hiring(person), client, Idempotency_Key="k4")
            for _ in range(20)
        )
    )
    assert {answer.text for answer in answers} == {answers[0].text}
    connection = await asyncpg.connect(database)
    counted = await connection.fetchval(
        "SELECT count(*) FROM directory_log.events WHERE stream_id = $1", person
    )
    await connection.close()
    assert counted == 1


async def test_the_correlation_id_stands_in_the_log_of_events(
    directory: Service, issuer: Issuer, database: str
) -> None:
    person, given = new("person"), "0191e7a0-0000-7000-8000-00000000c0de"
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    answer = await directory.command(
        "hire-person",
        hiring(person),
        issuer.client("hr"),
        X_Correlation_Id=given,
        traceparent=trace,
    )
    assert answer.headers["x-correlation-id"] == given
    connection = await asyncpg.connect(database)
    row = await connection.fetchrow(
        "SELECT correlation_id, traceparent, origin, actor FROM directory_log.events "
        "WHERE stream_id = $1",
        person,
    )
    await connection.close()
    assert row is not None
    assert row["correlation_id"] == given
    assert row["traceparent"].split("-")[1] == trace.split("-")[1]
    assert (row["origin"], row["actor"]) == ("live", "client:importer")
