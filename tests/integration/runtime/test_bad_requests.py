"""What a service answers to a request that it should not take: always problem+json."""

import json
from typing import Any

import httpx
import pytest
from joserfc.jwk import RSAKey

from tests.integration.runtime.running import Issuer, Service, eventually, new


def hiring(**changes: object) -> dict[str, object]:
    found = {"person": new("person"), "name": "Ada Lovelace", "mail": "ada@acme.example", **changes}
    return {name: value for name, value in found.items() if value is not None}


def problem(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The problem, which must be one, with no trace of what was sent."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert (body["status"], body["code"]) == (status, code)
    assert body["type"] == f"urn:mastery:problem:{code}"
    assert body["title"]
    assert body["detail"]
    return body


async def test_without_a_token(directory: Service) -> None:
    response = await directory.command("hire-person", hiring(), None)
    problem(response, 401, "Unauthenticated")
    assert response.headers["www-authenticate"].startswith("Bearer")


async def test_with_an_expired_token(directory: Service, issuer: Issuer) -> None:
    token = issuer.token("importer", "hr", client_id="importer", expires=-60)
    problem(await directory.command("hire-person", hiring(), token), 401, "Unauthenticated")


async def test_with_a_token_signed_by_somebody_else(directory: Service, issuer: Issuer) -> None:
    stranger = Issuer(issuer.folder, RSAKey.generate_key(2048, {"kid": str(issuer.key.kid)}))
    answer = await directory.command("hire-person", hiring(), stranger.client("hr"))
    problem(answer, 401, "Unauthenticated")


async def test_with_a_token_that_nobody_signed(directory: Service, issuer: Issuer) -> None:
    _, claims, _ = issuer.client("hr").split(".")
    unsigned = f"eyJhbGciOiJub25lIn0.{claims}."
    problem(await directory.command("hire-person", hiring(), unsigned), 401, "Unauthenticated")


async def test_with_a_subject_that_calls_itself_a_policy(
    directory: Service, issuer: Issuer
) -> None:
    for token in (
        issuer.token("policy:deadline", "hr"),
        issuer.token("policy:deadline", "hr", client_id="policy:deadline"),
    ):
        problem(await directory.command("hire-person", hiring(), token), 401, "Unauthenticated")


async def test_by_somebody_whom_the_directory_does_not_know(
    directory: Service, issuer: Issuer
) -> None:
    token = issuer.token(new("person"), "hr")
    problem(await directory.command("hire-person", hiring(), token), 401, "Unauthenticated")


async def test_by_somebody_who_has_been_deactivated(directory: Service, issuer: Issuer) -> None:
    person, client = new("person"), issuer.client("hr")
    assert (await directory.command("hire-person", hiring(person=person), client)).is_success
    token = issuer.token(person)

    async def known() -> bool:
        return (await directory.command("hire-person", hiring(), token)).status_code == 403

    await eventually(known)
    answer = await directory.command("deactivate-person", {"person": person}, client)
    assert answer.is_success

    async def shut_out() -> bool:
        return (await directory.command("hire-person", hiring(), token)).status_code == 401

    await eventually(shut_out)


async def test_by_an_actor_without_the_scope(directory: Service, issuer: Issuer) -> None:
    answer = await directory.command("hire-person", hiring(), issuer.client("analyst"))
    problem(answer, 403, "Forbidden")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (hiring(nickname="x"), {"nickname"}),
        (hiring(today="2020-01-01"), {"today"}),
        (hiring(mail=None, name=""), {"mail", "name"}),
        (hiring(name=5, languages=["en", 7], hired_on="yesterday"),
         {"name", "languages.1", "hired_on"}),
        (hiring(person="goal-1"), {"person"}),
        (hiring(name="Ada\u0000"), {""}),
    ],
)  # fmt: skip
async def test_a_malformed_body_names_each_field(
    directory: Service, issuer: Issuer, body: object, fields: set[str]
) -> None:
    answer = await directory.command("hire-person", body, issuer.client("hr"))
    found = problem(answer, 422, "Malformed")
    assert {error["field"] for error in found["errors"]} == fields
    assert all(error["rule"] for error in found["errors"])


async def test_no_value_is_quoted(directory: Service, issuer: Issuer) -> None:
    private = "kept-between-us"
    body = hiring(mail=private, name=[private], **{f"{private} {private}": 1})
    answer = await directory.command("hire-person", body, issuer.client("hr"))
    problem(answer, 422, "Malformed")
    assert private not in answer.text
    assert private not in directory.log.read_text()


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"1", b'"x"', b"null", b"{", b"\xff", b'{"a": NaN}', b"[" * 5000]
)
async def test_a_body_that_is_no_object(directory: Service, issuer: Issuer, body: bytes) -> None:
    answer = await directory.http.post(
        "/commands/hire-person",
        content=body,
        headers={"Authorization": f"Bearer {issuer.client('hr')}"},
    )
    problem(answer, 422, "Malformed")


async def test_a_body_of_another_kind(directory: Service, issuer: Issuer) -> None:
    answer = await directory.http.post(
        "/commands/hire-person",
        data={"name": "Ada"},
        headers={"Authorization": f"Bearer {issuer.client('hr')}"},
    )
    problem(answer, 415, "NotJson")


async def test_a_body_that_is_too_large(directory: Service, issuer: Issuer) -> None:
    answer = await directory.command(
        "hire-person", hiring(name="x" * 2_000_000), issuer.client("hr")
    )
    problem(answer, 413, "BodyTooLarge")


@pytest.mark.parametrize("key", ["", "x" * 201, "tab\tin it"])
async def test_an_idempotency_key_that_is_none(
    directory: Service, issuer: Issuer, key: str
) -> None:
    answer = await directory.command(
        "hire-person", hiring(), issuer.client("hr"), Idempotency_Key=key
    )
    found = problem(answer, 422, "Malformed")
    assert found["errors"][0]["field"] == "Idempotency-Key"


async def test_the_callers_time_is_not_taken(directory: Service, issuer: Issuer) -> None:
    answer = await directory.command(
        "hire-person",
        hiring(),
        issuer.client("hr", "backdate"),
        Mastery_Time="2024-01-01T00:00:00Z",
        Mastery_Origin="import",
    )
    assert problem(answer, 422, "Malformed")["errors"][0]["field"] == "Mastery-Time"


async def test_routes_that_are_not_there(directory: Service, issuer: Issuer) -> None:
    token = issuer.client("hr")
    problem(await directory.command("fire-everybody", {}, token), 404, "NotFound")
    answer = await directory.http.get("/commands/hire-person")
    problem(answer, 405, "MethodNotAllowed")
    assert answer.headers["allow"] == "POST"


async def test_a_refusal_has_its_rule(directory: Service, issuer: Issuer) -> None:
    person, client = new("person"), issuer.client("hr")
    await directory.command("hire-person", hiring(person=person), client)
    answer = await directory.command("hire-person", hiring(person=person, name="Grace"), client)
    found = problem(answer, 409, "PersonAlreadyHired")
    assert found["rule"].startswith("Rule 1")


async def test_a_stream_that_does_not_exist(directory: Service, issuer: Issuer) -> None:
    answer = await directory.command(
        "deactivate-person", {"person": new("person")}, issuer.client("hr")
    )
    problem(answer, 404, "NotFound")


async def test_the_document_lists_every_route(directory: Service) -> None:
    document = (await directory.http.get("/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    for path in document["paths"]:
        problem(await directory.http.post(path, content=b"{}"), 401, "Unauthenticated")
    hire = json.dumps(document["components"]["schemas"]["HirePerson"])
    assert '"today"' not in hire
