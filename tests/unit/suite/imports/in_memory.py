"""The three services with their real routes and rules, on stores in memory."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
from starlette.applications import Starlette

from services.directory.main import SERVICE as DIRECTORY
from services.goals.main import SERVICE as GOALS
from services.learning.main import SERVICE as LEARNING
from shared.eventstore.codec import Codec
from shared.eventstore.handler import CommandHandler
from shared.eventstore.memory import MemoryEventStore
from shared.kernel.actor import Actor, Client
from shared.kernel.messages import Command
from shared.privacy.memory import MemoryKeyStore
from shared.runtime.auth import Verifier
from shared.runtime.claims import Principal
from shared.runtime.clock import SettableClock
from shared.runtime.definition import ServiceDefinition
from shared.runtime.http import CommandRoutes
from shared.runtime.tokens import ConsistencyTokens
from suite.imports.sender import Services

COMPANY = "acme"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
IMPORTER = Client(id="importer", scopes=frozenset({"hr", "admin", "backdate"}))


class Believing(Verifier):
    """Takes everybody for the one it was told."""

    def __init__(self, principal: Principal) -> None:
        self._principal = principal

    async def principal(self, _authorization: str | None) -> Principal:
        return self._principal


@dataclass(frozen=True)
class World:
    """What was imported, by service."""

    services: Services
    stores: Mapping[str, MemoryEventStore]

    async def heads(self) -> list[int]:
        return [await store.head() for store in self.stores.values()]

    async def types(self, service: str) -> list[str]:
        """Kinds of the events recorded, in order, such as ``person-hired``."""
        events = await self.stores[service].read_log(0, 1_000_000)
        return [event.type.split(".")[2] for event in events]


@asynccontextmanager
async def world(principal: Principal = IMPORTER) -> AsyncIterator[World]:
    stores = {one.name: MemoryEventStore() for one in (DIRECTORY, GOALS, LEARNING)}
    mounts = {
        f"http://{one.name}": httpx.ASGITransport(app(one, stores[one.name], principal))
        for one in (DIRECTORY, GOALS, LEARNING)
    }
    async with httpx.AsyncClient(mounts=mounts) as client:
        addresses = {name: f"http://{name}" for name in stores}
        yield World(Services(client, addresses, token="any"), stores)  # noqa: S106 - not read


def app(one: ServiceDefinition, store: MemoryEventStore, principal: Principal) -> Starlette:
    async def facts(_actor: Actor, _command: Command, _states: tuple[Any, ...]) -> object:
        return one.commands.no_facts

    handler: CommandHandler[object] = CommandHandler(
        store=store,
        codec=Codec(one.name, one.events),
        keys=MemoryKeyStore(),
        company=COMPANY,
        handled=one.commands.handled,
        may=one.commands.may,
        facts=facts,
        hash_key=bytes(32),
    )
    routes = CommandRoutes(
        service=one.name,
        company=COMPANY,
        handled=one.commands.handled,
        handler=handler,
        verifier=Believing(principal),
        tokens=ConsistencyTokens(bytes(32)),
        clock=SettableClock(NOW),
        partitions=12,
        body_limit=1024 * 1024,
        client_time=True,
        accepts=lambda: True,
    )
    return Starlette(routes=routes.routes())
