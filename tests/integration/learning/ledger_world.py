"""The ledger on a real PostgreSQL: what projectors do with events, and the process by steps."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import uuid4

from services.learning.api import COMMANDS
from services.learning.events import EVENTS
from services.learning.events.mastery import MasteryEvent
from services.learning.ledger.process import Ledger
from services.learning.permissions import Facts
from services.learning.projections import (
    evidence,
    mastery,
    mastery_held,
    model_parameters,
    skill_volatilities,
    skills,
)
from shared.eventstore.codec import Codec
from shared.eventstore.handler import CommandHandler
from shared.eventstore.postgres import PostgresEventStore
from shared.kernel.actor import Actor
from shared.kernel.messages import Command, Event, ForeignEvent, StreamId
from shared.kernel.projection import Projection
from shared.privacy.memory import MemoryKeyStore
from shared.readmodel.arrivals import Arrival
from shared.readmodel.derived import derived_tables
from shared.readmodel.folding import Folding, Projections
from shared.readmodel.offsets import Place
from shared.readmodel.tables import table_of
from shared.runtime.clock import SettableClock
from shared.runtime.pools import Pool

PROJECTIONS: tuple[Projection[Any, Any], ...] = (
    skills.projection,
    skill_volatilities.projection,
    model_parameters.projection,
    evidence.projection,
    mastery_held.projection,
)
FOREIGN: list[type[ForeignEvent]] = [
    event for event in evidence.projection.on if issubclass(event, ForeignEvent)
]
CODEC = Codec("learning", EVENTS, foreign=FOREIGN)
COMPANY = "acme"
CLEAR = """
TRUNCATE evidence, mastery, mastery_held, mastery_due, ledger_refresh, ledger_days, skills,
    skill_volatilities, model_parameters
"""
FINGERPRINTS = {
    "evidence": "SELECT md5(string_agg(r::text, '|' ORDER BY evidence_id)) FROM evidence r",
    "mastery": "SELECT md5(string_agg(r::text, '|' ORDER BY pair_key)) FROM mastery r",
}


def new(category: str) -> StreamId:
    return StreamId(f"{category}-{uuid4()}")


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


@dataclass
class World:
    """``clock`` is that of projector and ledger; ``seen`` is how far the log has been folded."""

    rows: Pool
    store: PostgresEventStore
    clock: SettableClock
    seen: int = 0
    keys: MemoryKeyStore = field(default_factory=MemoryKeyStore)

    def __post_init__(self) -> None:
        self.handler = self.handler_of_a_process()

    @property
    def today(self) -> date:
        return self.clock.now().date()

    def set_day(self, day: date) -> None:
        self.clock.set(noon(day))

    async def clear(self) -> None:
        await self.rows.execute(CLEAR)
        self.seen = await self.store.head()

    async def fold(
        self, *events: Event, before_commit: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """One batch of a projector."""
        arrivals = [
            Arrival(Place("any", 0), number, str(number), b"", number, 0, "kind", event)
            for number, event in enumerate(events, 1)
        ]
        async with self.rows.acquire() as connection, connection.transaction():
            tables = {
                one.table: await table_of(connection, one.table, one.view) for one in PROJECTIONS
            }
            folding = Folding(
                Projections(PROJECTIONS, CODEC),
                tables,
                await derived_tables(connection, [mastery.derived]),
                mastery.MARKINGS,
                lambda: self.today,
            )
            folded = await folding.fold(connection, arrivals, ())
            assert [park.error for park in folded.parks] == []
            if before_commit is not None:
                await before_commit()

    def handler_of_a_process(self) -> CommandHandler[Facts]:
        return CommandHandler(
            store=self.store,
            codec=CODEC,
            keys=self.keys,
            company=COMPANY,
            handled=COMMANDS.handled,
            may=COMMANDS.may,
            facts=no_facts,
            hash_key=b"h" * 32,
        )

    def ledger(self, handler: Any = None) -> Ledger:
        """As a process that has just started, with nothing kept from the one before."""
        return Ledger(
            pool=self.rows,
            handler=handler or self.handler_of_a_process(),
            company=COMPANY,
            clock=self.clock,
            every=0.02,
        )

    async def settle(self, ledger: Ledger | None = None) -> list[MasteryEvent]:
        """Lets the ledger work until there is nothing to do; what it recorded, folded too."""
        ledger = ledger or self.ledger()
        while await ledger.work():
            pass
        return await self.recorded()

    async def recorded(self) -> list[MasteryEvent]:
        """New events of the log, which are folded by that."""
        found: list[Any] = []
        for one in await self.store.read_log(self.seen, 100_000):
            readable = CODEC.read(one.type, one.payload)
            assert readable is not None
            found.append(readable.event(one.event_id, {}))
            self.seen = one.position
        if found:
            await self.fold(*found)
        return found

    async def marks(self) -> list[str]:
        rows = await self.rows.fetch("SELECT pair_key FROM mastery_due ORDER BY 1")
        return [row[0] for row in rows]

    async def row(self, person: StreamId, skill: StreamId) -> dict[str, Any] | None:
        row = await self.rows.fetchrow(
            "SELECT * FROM mastery WHERE pair_key = $1", f"{person}/{skill}"
        )
        return None if row is None else dict(row)

    async def held(self, person: StreamId, skill: StreamId) -> dict[str, Any]:
        row = await self.rows.fetchrow(
            "SELECT * FROM learning.mastery_held WHERE pair_key = $1", f"{person}/{skill}"
        )
        assert row is not None
        return dict(row)

    async def fingerprint(self) -> dict[str, str]:
        return {name: await self.rows.fetchval(sql) for name, sql in FINGERPRINTS.items()}


async def no_facts(_actor: Actor, _command: Command, _states: Sequence[Any]) -> Facts:
    return Facts()
