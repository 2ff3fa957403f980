"""The service that owns the shelves of ``shelf.py``, and processes of it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from uuid import uuid4

from shared.eventstore.codec import Codec
from shared.eventstore.handler import CommandHandler, Request
from shared.eventstore.port import Answer, EventStore
from shared.eventstore.postgres import PostgresEventStore
from shared.kernel.actor import Actor, Person
from shared.kernel.errors import Busy
from shared.kernel.messages import Command, StreamId
from shared.privacy.port import KeyStore
from shared.privacy.postgres import PostgresKeyStore
from shared.testing import shelf
from shared.testing.logs import AT, KEYS, LOG, fresh_schema, pool_of

CODEC = Codec("library", shelf.EVENTS)
MASTER_KEY = HASH_KEY = bytes(range(32))
ANNA = Person(id=StreamId("person-anna"))


@dataclass(frozen=True)
class Home:
    """Where a library keeps log and keys; each of its processes opens it for itself."""

    url: str
    log: str
    keys: str


async def fresh_home(url: str) -> Home:
    return Home(url, await fresh_schema(url, LOG), await fresh_schema(url, KEYS))


def handler_on(store: EventStore, keys: KeyStore) -> CommandHandler[None]:
    return CommandHandler(
        store=store,
        codec=CODEC,
        keys=keys,
        company="acme",
        handled=shelf.HANDLED,
        may=shelf.may,
        facts=shelf.no_facts,
        hash_key=HASH_KEY,
    )


@dataclass(frozen=True)
class Library:
    """What one process has."""

    store: PostgresEventStore
    handler: CommandHandler[None]


@asynccontextmanager
async def opened(home: Home, patience: float = 10.0) -> AsyncIterator[Library]:
    async with (
        pool_of(home.url, home.log) as pool,
        pool_of(home.url, home.keys) as keys,
        PostgresEventStore(pool, patience) as store,
    ):
        yield Library(store, handler_on(store, PostgresKeyStore(keys, MASTER_KEY)))


def request(command: Command, actor: Actor = ANNA) -> Request:
    """Of a command id of its own."""
    return Request(
        command=command,
        actor=actor,
        command_id=uuid4(),
        body=repr(command).encode(),
        at=AT,
        correlation_id="a correlation",
    )


def processes(number: int) -> ProcessPoolExecutor:
    """Real ones, which share nothing with the test."""
    return ProcessPoolExecutor(number, mp_context=get_context("spawn"))


def handle_all(home: Home, clients: Sequence[Sequence[Request]]) -> list[Answer]:
    """In this process, the requests of each client one after the other; sent again while busy."""

    async def of_client(library: Library, requests: Sequence[Request]) -> list[Answer]:
        return [await handled(library.handler, request) for request in requests]

    async def of_all() -> list[Answer]:
        async with opened(home) as library:
            answers = await asyncio.gather(*(of_client(library, client) for client in clients))
        return [answer for of_one in answers for answer in of_one]

    return asyncio.run(of_all())


async def handled(handler: CommandHandler[None], request: Request) -> Answer:
    while True:
        try:
            return await handler.handle(request)
        except Busy:
            continue
