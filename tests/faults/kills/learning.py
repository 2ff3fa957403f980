"""Commands of learning, given by its handler in the test's own process, and what they amount to."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from services.learning.api import COMMANDS
from services.learning.permissions import Facts
from shared.eventstore.codec import Codec
from shared.eventstore.handler import CommandHandler, Request
from shared.eventstore.port import EventStore, StoredEvent
from shared.kernel.actor import Actor, Person
from shared.kernel.messages import Command, Event, StreamId
from shared.privacy.port import KeyStore

COMPANY = "acme"
CLIENTS = 4
HR = Person(id=StreamId(f"person-{UUID(int=7)}"), scopes=frozenset({"hr"}))
Content = Counter[tuple[StreamId, str, Event]]


def new(dice: random.Random, category: str) -> StreamId:
    return StreamId(f"{category}-{UUID(int=dice.getrandbits(128), version=4)}")


def handler_on(store: EventStore, codec: Codec, keys: KeyStore) -> CommandHandler[Facts]:
    """For which everybody named is known, and led by nobody."""
    return CommandHandler(
        store=store,
        codec=codec,
        keys=keys,
        company=COMPANY,
        handled=COMMANDS.handled,
        may=COMMANDS.may,
        facts=_known,
        hash_key=b"h" * 32,
    )


async def _known(actor: Actor, command: Command, states: Sequence[Any]) -> Facts:
    return Facts(chains=dict.fromkeys(COMMANDS.needs(actor, command, tuple(states)), ()))


async def ask(
    handler: CommandHandler[Facts],
    command: Command,
    actor: Actor,
    at: datetime,
    command_id: UUID | None = None,
) -> None:
    request = Request(
        command=command,
        actor=actor,
        command_id=command_id or uuid4(),
        body=b"",
        at=at,
        correlation_id="test",
    )
    await handler.handle(request)


async def content(log: Sequence[StoredEvent], codec: Codec, keys: KeyStore) -> Content:
    """Who recorded what in which stream, and how often; of an event all but ids and times."""
    found: Content = Counter()
    for stored in log:
        found[stored.stream, stored.actor, await read(stored, codec, keys)] += 1
    return found


async def read(stored: StoredEvent, codec: Codec, keys: KeyStore) -> Event:
    readable = codec.read(stored.type, stored.payload)
    assert readable is not None
    known = await keys.existing(readable.people) if readable.people else {}
    event: Event = readable.event(stored.event_id, known)
    return event


@dataclass
class Clients:
    """Each of them goes through one story after another; ``pause``: seconds, at most, between."""

    dice: random.Random
    story: Callable[[random.Random], Awaitable[None]]
    pause: float

    async def run(self, stop: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(CLIENTS):
                own = random.Random(self.dice.random())  # noqa: S311 - no secrets
                group.create_task(self._client(own, stop))

    async def _client(self, dice: random.Random, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self.story(dice)
            await asyncio.sleep(dice.uniform(0, self.pause))
