"""From a request to the handler and from its answer to the response, without any server."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import httpx
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from shared.eventstore.handler import Request
from shared.eventstore.port import Answer, StreamPosition
from shared.kernel.decider import Decider, Field, Handled, Target, Unique
from shared.kernel.errors import (
    Busy,
    DomainError,
    Forbidden,
    KeyReused,
    NotFound,
    SubjectGone,
    TooLarge,
    Unavailable,
)
from shared.kernel.ids import caller_command_id, unique_stream
from shared.kernel.markers import ByService, Category
from shared.kernel.messages import Command, State, StreamId
from shared.readmodel.barrier import Mark
from shared.runtime import problems
from shared.runtime.clock import SettableClock
from shared.runtime.http import CommandRoutes
from shared.runtime.tokens import ConsistencyTokens
from tests.unit.shared.runtime.signing import ADA, token, verifier

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
THING = StreamId("thing-00000000-0000-7000-8000-00000000000a")
tokens = ConsistencyTokens(b"k" * 32)


class Nothing(State):
    pass


class NameThing(Command):
    thing: Annotated[StreamId, Category("thing")]
    name: str
    owner: Annotated[StreamId, Category("person"), ByService("actor")]
    today: Annotated[date, ByService("today")]
    at: Annotated[datetime, ByService("now")]
    command_id: Annotated[UUID, ByService("command_id")]
    draft: Annotated[bool, ByService("policy")] = False


class KeepDiary(Command):
    owner: Annotated[StreamId, ByService("actor")]


class SweepUp(Command):
    thing: StreamId


class ThingNamed(DomainError):
    """Rule 1: a thing is named once."""


decider: Decider[Any, Any, Any] = Decider(
    category="thing",
    decide=lambda _command, _state: [],
    evolve=lambda state, _event: state,
    about=lambda _state, _event: [],
    initial_state=Nothing(),
)
HANDLED = {
    NameThing: Handled((Target(Field("thing"), decider),)),
    KeepDiary: Handled((Target(Unique("diary", ("owner",)), decider),)),
    SweepUp: Handled((Target(Field("thing"), decider),), policy_only=True),
}


@dataclass
class Handler:
    """Answers or raises what the test says, and keeps what it was asked."""

    answer: Answer | Exception = ()
    asked: list[Request] = field(default_factory=list)

    async def handle(self, request: Request) -> Answer:
        self.asked.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@dataclass
class World:
    handler: Handler
    http: httpx.AsyncClient

    async def send(
        self, body: object, *scopes: str, command: str = "name-thing", **headers: str
    ) -> httpx.Response:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent["Authorization"] = f"Bearer {token(scope=' '.join(scopes))}"
        return await self.http.post(f"/commands/{command}", json=body, headers=sent)


async def world(*, client_time: bool = False, accepts: bool = True) -> World:
    handler = Handler()
    routes = CommandRoutes(
        service="things",
        company="acme",
        handled=HANDLED,
        handler=handler,
        verifier=await verifier(),
        tokens=tokens,
        clock=SettableClock(NOW),
        partitions=3,
        body_limit=1000,
        client_time=client_time,
        accepts=lambda: accepts,
    )
    app = Starlette(routes=routes.routes(), exception_handlers={HTTPException: problems.handle})
    transport = httpx.ASGITransport(app)
    return World(handler, httpx.AsyncClient(transport=transport, base_url="http://things"))


@pytest.fixture
async def things() -> AsyncIterator[World]:
    made = await world()
    async with made.http:
        yield made


BODY = {"thing": THING, "name": "It"}


async def test_the_service_fills_in_its_own_fields(things: World) -> None:
    await things.send(BODY, Idempotency_Key="once")
    (asked,) = things.handler.asked
    command_id = caller_command_id(ADA, "NameThing", "once")
    assert asked.command == NameThing(
        thing=THING, name="It", owner=ADA, today=NOW.date(), at=NOW, command_id=command_id
    )
    assert asked.command_id == command_id
    assert (asked.at, asked.origin, asked.causation_id) == (NOW, "live", None)


async def test_the_body_that_is_compared_has_only_the_callers_fields(things: World) -> None:
    await things.send(BODY)
    await things.send(dict(reversed(BODY.items())))
    first, second = things.handler.asked
    assert first.body == second.body == b'{"name":"It","thing":"%s"}' % THING.encode()
    assert first.command_id != second.command_id


async def test_an_answer_names_streams_and_seals_positions(things: World) -> None:
    things.handler.answer = (StreamPosition(THING, 4, 17), StreamPosition(ADA, 2, 18))
    answer = (await things.send(BODY)).json()
    assert (answer["stream"], answer["version"]) == (THING, 4)
    assert answer["streams"] == [{"stream": THING, "version": 4}, {"stream": ADA, "version": 2}]
    first, second = tokens.read(answer["token"])
    assert (first.service, first.position, second.position) == ("things", 17, 18)
    assert isinstance(first, Mark)


async def test_what_held_already_names_the_stream_that_the_service_computes(things: World) -> None:
    answer = (await things.send({}, command="keep-diary")).json()
    diary = unique_stream("acme", "diary", ADA)
    assert answer == {"stream": diary, "version": None, "token": None, "streams": []}


@pytest.mark.parametrize(
    ("raised", "status", "code", "retry_after"),
    [
        (ThingNamed("It has a name.", "name"), 409, "ThingNamed", None),
        (SubjectGone("erased"), 409, "SubjectGone", None),
        (NotFound("nothing there"), 404, "NotFound", None),
        (Forbidden("not for you"), 403, "Forbidden", None),
        (KeyReused("another body"), 422, "KeyReused", None),
        (TooLarge("too large"), 422, "TooLarge", None),
        (Busy("contended"), 503, "Busy", "1"),
        (Unavailable("away"), 503, "Unavailable", "5"),
        (ConnectionResetError("the database went"), 503, "Unavailable", "5"),
    ],
)
async def test_each_error_has_its_status(
    things: World, raised: Exception, status: int, code: str, retry_after: str | None
) -> None:
    things.handler.answer = raised
    answer = await things.send(BODY)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers.get("retry-after") == retry_after
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_refusal_tells_field_and_rule(things: World) -> None:
    things.handler.answer = ThingNamed("It has a name.", "name")
    answer = (await things.send(BODY)).json()
    assert (answer["detail"], answer["field"]) == ("It has a name.", "name")
    assert answer["rule"] == "Rule 1: a thing is named once."


async def test_a_fault_says_only_where_it_stands_in_the_log(
    things: World, capsys: pytest.CaptureFixture[str]
) -> None:
    things.handler.answer = RuntimeError("the password is sesame")
    answer = await things.send(BODY)
    assert answer.status_code == 500
    assert "sesame" not in answer.text
    reference = answer.json()["detail"].split()[1]
    assert reference in capsys.readouterr().out
    assert answer.headers["x-correlation-id"]


async def test_a_policys_command_has_no_route(things: World) -> None:
    answer = await things.send(BODY, command="sweep-up")
    assert (answer.status_code, answer.json()["code"]) == (404, "NotFound")


async def test_a_policys_field_stands_in_no_body(things: World) -> None:
    answer = await things.send({**BODY, "draft": True})
    assert answer.json()["errors"][0]["field"] == "draft"


async def test_before_the_start_check_nothing_is_taken() -> None:
    starting = await world(accepts=False)
    answer = await starting.send(BODY)
    assert (answer.status_code, answer.json()["code"]) == (503, "Unavailable")
    assert starting.handler.asked == []


async def test_a_time_of_the_callers_needs_the_setting_and_the_scope() -> None:
    then = NOW - timedelta(days=400)
    headers = {"Mastery_Time": then.isoformat(), "Mastery_Origin": "demo"}
    off, on = await world(), await world(client_time=True)
    assert (await off.send(BODY, "backdate", **headers)).status_code == 422
    assert (await on.send(BODY, "hr", **headers)).status_code == 403
    assert (await on.send(BODY, "backdate", **headers)).status_code == 200
    (asked,) = on.handler.asked
    assert (asked.at, asked.origin) == (then, "demo")
    assert isinstance(asked.command, NameThing)
    assert asked.command.today == then.date()


@pytest.mark.parametrize(
    "headers",
    [
        {"Mastery_Time": "yesterday", "Mastery_Origin": "import"},
        {"Mastery_Time": "2025-01-01T00:00:00", "Mastery_Origin": "import"},
        {"Mastery_Time": "2027-01-01T00:00:00Z", "Mastery_Origin": "import"},
        {"Mastery_Time": "2025-01-01T00:00:00Z", "Mastery_Origin": "live"},
        {"Mastery_Time": "2025-01-01T00:00:00Z"},
        {"Mastery_Time": "0001-01-01T00:00:00+14:00", "Mastery_Origin": "import"},
        {"Mastery_Time": "0001-01-01T00:00:00Z", "Mastery_Origin": "import"},
        {"Mastery_Time": "9999-12-31T23:59:59-14:00", "Mastery_Origin": "import"},
        {"Mastery_Time": "1899-12-31T23:59:59Z", "Mastery_Origin": "demo"},
    ],
)
async def test_a_time_that_cannot_be_taken(headers: dict[str, str]) -> None:
    answer = await (await world(client_time=True)).send(BODY, "backdate", **headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "Malformed")


async def test_a_correlation_id_is_a_uuid_or_a_new_one(things: World) -> None:
    given = "0191e7a0-0000-7000-8000-00000000c0de"
    answers = [
        await things.send(BODY, X_Correlation_Id=header) for header in (given, "Ada Lovelace")
    ]
    first, second = (answer.headers["x-correlation-id"] for answer in answers)
    assert first == given
    assert str(UUID(second)) == second
    assert [asked.correlation_id for asked in things.handler.asked] == [first, second]
