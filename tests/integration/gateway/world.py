"""A small company in the read database, and the gateway in front of it, without processes.

Top leads Boss and Carl; Boss leads Ada and Ben; Hanna is HR. Ada has everything that the graph can
show of a person, and nothing of it is empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from services.gateway.clients import CommandSender
from services.gateway.main.app import application
from services.gateway.main.endpoint import Endpoint
from services.gateway.main.rates import Rates
from services.gateway.schema import Graph
from services.gateway.schema.operations import Operations
from services.gateway.sql.barrier import Barrier
from services.gateway.sql.reads import Reads, Record
from shared.kernel.actor import Client, Person
from shared.kernel.messages import StreamId
from shared.runtime.auth import Unauthenticated
from shared.runtime.clock import SettableClock
from shared.runtime.health import Health
from shared.runtime.tokens import ConsistencyTokens

GRAPH = Graph()
TODAY = datetime(2026, 6, 15, 12, tzinfo=UTC)
TOKENS = ConsistencyTokens(b"t" * 32)


def uid(number: int) -> str:
    return f"00000000-0000-7000-8000-{number:012d}"


TOP, BOSS, CARL, ADA, BEN, HANNA, GONE = (StreamId(f"person-{uid(n)}") for n in range(1, 8))
LEAD = f"role-{uid(20)}"
RUST, SYSTEMS = f"skill-{uid(30)}", f"skill-{uid(31)}"
PRIVATE_GOAL, SHARED_GOAL = f"career_goal-{uid(40)}", f"career_goal-{uid(41)}"
ASSIGNMENT, CLOSED = f"stretch_assignment-{uid(50)}", f"stretch_assignment-{uid(51)}"

PRINCIPALS: dict[str, Person | Client] = {
    "top": Person(id=TOP),
    "boss": Person(id=BOSS),
    "carl": Person(id=CARL),
    "ada": Person(id=ADA),
    "ben": Person(id=BEN),
    "hanna": Person(id=HANNA, scopes=frozenset({"hr"})),
    "analyst": Person(id=CARL, scopes=frozenset({"admin", "analyst"})),
    "hr-system": Client(id="hr-system", scopes=frozenset({"hr"})),
    "importer": Client(id="importer", scopes=frozenset({"admin", "analyst"})),
}


class KnownTokens:
    """Stands for the verifier: the token is the name of who asks."""

    async def principal(self, authorization: str | None) -> Person | Client:
        name = (authorization or "").removeprefix("Bearer ")
        if name not in PRINCIPALS:
            raise Unauthenticated(name)
        return PRINCIPALS[name]


class CountedReads(Reads):
    """Remembers the statements that were sent."""

    sent: list[str]

    async def rows(self, statement: str, *arguments: Any) -> list[Record]:
        self.sent.append(statement)
        return await super().rows(statement, *arguments)

    async def filtered(self, statement: str, *arguments: Any) -> list[Record]:
        self.sent.append(statement)
        return await super().filtered(statement, *arguments)


@dataclass
class Service:
    """Stands for the services: answers what it was told to, and keeps the requests."""

    answer: httpx.Response = field(default_factory=lambda: httpx.Response(500))
    requests: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.answer


@dataclass
class World:
    reads: CountedReads
    http: httpx.AsyncClient
    service: Service

    async def post(
        self, viewer: str, query: str, /, *, headers: dict[str, str] | None = None, **variables: Any
    ) -> httpx.Response:
        return await self.http.post(
            "/graphql",
            json={"query": query, "variables": variables},
            headers={"authorization": f"Bearer {viewer}", **(headers or {})},
        )

    async def ask(self, viewer: str, query: str, /, **variables: Any) -> dict[str, Any]:
        """The whole body of the answer."""
        body: dict[str, Any] = (await self.post(viewer, query, **variables)).json()
        return body

    async def read(self, viewer: str, query: str, /, **variables: Any) -> Any:
        """The data; there must be no error."""
        body = await self.ask(viewer, query, **variables)
        assert "errors" not in body, body
        return body["data"]


def world(reads: CountedReads, rates: Rates | None = None, *, local: bool = False) -> World:
    service = Service()
    addresses = dict.fromkeys(("directory", "goals", "learning"), "http://service")
    sender = CommandSender(httpx.AsyncClient(transport=httpx.MockTransport(service)), addresses)
    endpoint = Endpoint(
        operations=Operations(GRAPH),
        verifier=KnownTokens(),
        rates=rates or Rates(10_000, 1000),
        reads=reads,
        barrier=Barrier(reads, TOKENS),
        sender=sender,
        clock=SettableClock(TODAY),
        body_limit=100_000,
    )
    health = Health()
    health.add("read database", reads.answer)
    health.started = True
    app = application(endpoint, health, local=local, body_seconds=10)
    transport = httpx.ASGITransport(app=app)
    return World(reads, httpx.AsyncClient(transport=transport, base_url="http://gateway"), service)


def codes(body: dict[str, Any]) -> Sequence[str]:
    return [error["extensions"]["code"] for error in body.get("errors", [])]
