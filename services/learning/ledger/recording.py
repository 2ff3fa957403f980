"""Marked pairs become commands: each is assessed for the days on which it may have changed.

What the last command of a pair recorded is read from its stream, so a mark that is followed twice
records nothing twice. A mark that is made again meanwhile stays.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from services.learning.commands.mastery import RecordMastery
from services.learning.domain import mastery as rules
from services.learning.formulas.mastery import Assessment
from services.learning.ledger.past import Past
from shared.eventstore.folding import Folded, Named
from shared.eventstore.handler import CommandHandler, Request
from shared.kernel.actor import Policy
from shared.kernel.ids import unique_stream
from shared.kernel.messages import StreamId
from shared.runtime.clock import Clock
from shared.runtime.logging import logger
from shared.runtime.pools import Pool
from shared.runtime.reactions import MOMENTARY, REFUSED

CHUNK = 256
AGAIN_AFTER = 60.0
"""Seconds until a pair is tried again that failed in itself; it must not hold up the others."""
ACTOR = Policy(name="ledger")

DUE = """
SELECT pair_key, mark FROM mastery_due
WHERE pair_key <> ALL ($1::text[]) ORDER BY mark LIMIT $2
"""
SETTLE = """
DELETE FROM mastery_due
WHERE pair_key IN (
    SELECT due.pair_key
    FROM mastery_due AS due
    JOIN unnest($1::text[], $2::bigint[]) AS done (pair_key, mark) USING (pair_key, mark)
    ORDER BY due.pair_key FOR UPDATE OF due SKIP LOCKED)
"""

_log = logger(__name__)


@dataclass(slots=True)
class Pair:
    """One that is marked, with what its stream holds; ``stream`` is that of its mastery."""

    key: str
    mark: int
    person: StreamId
    skill: StreamId
    named: Named
    folded: Folded

    @property
    def state(self) -> rules.Mastery:
        state = self.folded.state
        if not isinstance(state, rules.Mastery):
            raise TypeError(f"{self.named.stream} is no stream of mastery")
        return state

    @property
    def since(self) -> date | None:
        return self.state.last.as_of if self.state.last else None


class Recording:
    def __init__(
        self, pool: Pool, handler: CommandHandler[Any], company: str, clock: Clock
    ) -> None:
        self._pool = pool
        self._handler = handler
        self._company = company
        self._clock = clock
        self._past = Past(pool)
        self._failed: dict[str, float] = {}

    async def chunk(self) -> bool:
        """Whether anything was marked; raises what is only away."""
        now = time.monotonic()
        self._failed = {key: again for key, again in self._failed.items() if again > now}
        rows = await self._pool.fetch(DUE, list(self._failed), CHUNK)
        if not rows:
            return False
        pairs = await asyncio.gather(*(self._pair(row["pair_key"], row["mark"]) for row in rows))
        today = self._clock.now().date()
        days = await self._past.days({pair.key: pair.since for pair in pairs}, today)
        async for assessed in self._past.assessed(days):
            here = [pair for pair in pairs if pair.key in assessed]
            settled = await asyncio.gather(*(self._settled(one, assessed[one.key]) for one in here))
            done = [pair for pair, so in zip(here, settled, strict=True) if so]
            await self._pool.execute(
                SETTLE, [pair.key for pair in done], [pair.mark for pair in done]
            )
        return True

    async def _pair(self, key: str, mark: int) -> Pair:
        person, skill = map(StreamId, key.split("/"))
        named = Named(unique_stream(self._company, "mastery", person, skill), rules.decider)
        folds = self._handler.folds
        folded = await folds.current(named, folds.kept(named))
        return Pair(key, mark, person, skill, named, folded)

    async def _settled(self, pair: Pair, assessed: Mapping[date, Assessment]) -> bool:
        """Whether its mark can go: all is recorded, or never will be."""
        try:
            await self._record(pair, assessed)
        except REFUSED as refusal:
            _log.info("mastery_refused", reason=refusal.code)
        except MOMENTARY:
            raise
        except Exception as error:  # one bad pair must not hold up the others
            _log.error("mastery_failed", pair=pair.key, exc_info=error)
            self._failed[pair.key] = time.monotonic() + AGAIN_AFTER
            return False
        return True

    async def _record(self, pair: Pair, assessed: Mapping[date, Assessment]) -> None:
        now, correlation = self._clock.now(), str(uuid4())
        for day, assessment in sorted(assessed.items()):
            command = command_of(pair, assessment, day, now.date())
            if not rules.decide(command, pair.state):
                continue
            await self._handler.handle(
                Request(
                    command=command,
                    actor=ACTOR,
                    command_id=command_id(pair, command),
                    body=b"",
                    at=now,
                    correlation_id=correlation,
                )
            )
            folds = self._handler.folds
            pair.folded = folds.kept(pair.named) or await folds.current(pair.named)


def command_of(pair: Pair, found: Assessment, as_of: date, today: date) -> RecordMastery:
    return RecordMastery(
        person=pair.person,
        skill=pair.skill,
        mastery=found.mastery,
        confidence=found.confidence,
        weight=found.weight,
        standard_error=found.standard_error,
        level=found.level,
        status=found.status,
        as_of=as_of,
        today=today,
    )


def command_id(pair: Pair, command: RecordMastery) -> UUID:
    """The same for the same assessment of a stream that has not moved on, whoever sends it."""
    assessment = (
        command.mastery, command.weight, command.level, command.status, command.as_of.isoformat()
    )  # fmt: skip
    parts: Sequence[object] = (pair.named.stream, pair.folded.version, *assessment)
    return uuid5(NAMESPACE_URL, f"urn:mastery:ledger:{'|'.join(map(str, parts))}")
