"""Two processes' command handlers over one log, and the events that they recorded."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from services.learning.api import COMMANDS
from services.learning.events import EVENTS
from services.learning.permissions import Facts
from shared.eventstore.codec import Codec
from shared.eventstore.handler import CommandHandler, Request
from shared.eventstore.port import Answer
from shared.eventstore.postgres import PostgresEventStore
from shared.kernel.actor import Actor
from shared.kernel.messages import Command, Event, StreamId
from shared.privacy.memory import MemoryKeyStore

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = AT.date()
CODEC = Codec("learning", EVENTS)


def new(category: str) -> StreamId:
    return StreamId(f"{category}-{uuid4()}")


@dataclass
class Processes:
    """``chains`` are the reporting lines that both know."""

    store: PostgresEventStore
    keys: MemoryKeyStore = field(default_factory=MemoryKeyStore)
    chains: dict[StreamId, tuple[StreamId, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.handlers = [self._handler(), self._handler()]

    def _handler(self) -> CommandHandler[Facts]:
        return CommandHandler(
            store=self.store,
            codec=CODEC,
            keys=self.keys,
            company="acme",
            handled=COMMANDS.handled,
            may=COMMANDS.may,
            facts=self._facts,
            hash_key=b"h" * 32,
        )

    async def _facts(self, _actor: Actor, _command: Command, _states: tuple[Any, ...]) -> Facts:
        return Facts(chains=self.chains)

    async def ask(self, actor: Actor, command: Command, process: int = 0) -> Answer:
        return await self.handlers[process].handle(
            Request(
                command=command,
                actor=actor,
                command_id=uuid4(),
                body=b"",
                at=AT,
                correlation_id="test",
            )
        )

    async def history(self) -> list[Event]:
        found = []
        for one in await self.store.read_log(0, 10_000):
            readable = CODEC.read(one.type, one.payload)
            assert readable is not None
            found.append(readable.event(one.event_id, await self.keys.existing(readable.people)))
        return found
