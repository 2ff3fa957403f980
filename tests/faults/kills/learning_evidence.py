"""Results of tests, one after the other of a person in a skill, and what they amount to.

That is told by the formula and the rules alone.
"""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from services.learning.commands.assessment import RecordTestResult, RevokeTestResult
from services.learning.commands.mastery import RecordMastery
from services.learning.domain import mastery as rules
from services.learning.events.assessment import TestResultRecorded, TestResultRevoked
from services.learning.events.mastery import MasteryEvent
from services.learning.formulas.mastery import Assessment, assess
from services.learning.permissions import Facts
from services.learning.projections import evidence
from services.learning.projections.evidence_items import EvidenceRow
from services.learning.projections.mastery import evidence_of
from shared.eventstore.handler import CommandHandler
from shared.kernel.messages import StreamId
from shared.runtime.parts import Parts
from shared.runtime.pools import Pool
from tests.faults.kills.company import ALL
from tests.faults.kills.learning import HR, ask, new, read

Key = tuple[StreamId, StreamId]
Change = TestResultRecorded | TestResultRevoked

OPEN = 200
"""Pairs of person and skill at a time; one that rests is taken up again."""
SETTLED = """
SELECT EXISTS (SELECT FROM evidence
    WHERE evidence_id = $1 AND (revoked_on IS NOT NULL) = $2)
  AND NOT EXISTS (SELECT FROM mastery_due WHERE pair_key = $3)
"""
ROWS = """
SELECT person_id, skill_id, mastery, confidence, weight, standard_error, level, status FROM mastery
"""


@dataclass
class Pair:
    person: StreamId
    skill: StreamId
    results: list[str] = field(default_factory=list)
    revoked: bool = False

    @property
    def key(self) -> str:
        return f"{self.person}/{self.skill}"


@dataclass
class Exams:
    """The next change of a pair comes when the ledger is done with the one before."""

    rows: Pool
    handler: CommandHandler[Facts]
    skills: Sequence[StreamId]
    now: datetime
    pairs: list[Pair] = field(default_factory=list)

    async def one(self, dice: random.Random) -> None:
        pair = self._resting(dice)
        if pair.results and not await self._is_settled(pair):
            self.pairs.append(pair)
            pair = self._fresh(dice)
        if pair.results and not pair.revoked and dice.random() < 0.3:
            await self._revoke(pair)
        else:
            await self._record(pair, dice)
        self.pairs.append(pair)

    def _resting(self, dice: random.Random) -> Pair:
        """Taken out of the list, so that no other client takes it."""
        if len(self.pairs) < OPEN and dice.random() < 0.5:
            return self._fresh(dice)
        return self.pairs.pop(dice.randrange(len(self.pairs))) if self.pairs else self._fresh(dice)

    def _fresh(self, dice: random.Random) -> Pair:
        return Pair(new(dice, "person"), dice.choice(self.skills))

    async def _is_settled(self, pair: Pair) -> bool:
        item = f"{pair.key}/test_score/{pair.results[-1]}"
        return bool(await self.rows.fetchval(SETTLED, item, pair.revoked, pair.key))

    async def _record(self, pair: Pair, dice: random.Random) -> None:
        today = self.now.date()
        result = str(UUID(int=dice.getrandbits(128), version=4))
        command = RecordTestResult(
            person=pair.person,
            skill=pair.skill,
            result=result,
            test=f"test {len(pair.results)}",
            level=dice.choice((1, 2, 3, 4, 5)),
            taken_on=today - timedelta(days=dice.randrange(300)),
            recorded_by=HR.id,
            today=today,
        )
        await ask(self.handler, command, HR, self.now)
        pair.results.append(result)
        pair.revoked = False

    async def _revoke(self, pair: Pair) -> None:
        command = RevokeTestResult(
            person=pair.person,
            skill=pair.skill,
            result=pair.results[-1],
            reason="mixed up",
            revoked_by=HR.id,
            today=self.now.date(),
        )
        await ask(self.handler, command, HR, self.now)
        pair.revoked = True


class Amount(NamedTuple):
    """The events that a pair's changes lead to, and what it amounts to after the last."""

    events: list[MasteryEvent]
    assessment: Assessment


def amounts_to(changes: Sequence[Change], day: date) -> Amount:
    items: dict[str, EvidenceRow | None] = {}
    state, events, found = rules.Mastery(), list[MasteryEvent](), assess((), day)
    for change in changes:
        for key in evidence.projection.keys(change):
            items[key] = evidence.projection.evolve(key, items.get(key), change)
        counts = [asdict(row) for row in items.values() if row and row.revoked_on is None]
        found = assess([evidence_of(row) for row in counts], day)
        command = RecordMastery(
            person=change.person, skill=change.skill, as_of=day, today=day, **asdict(found)
        )
        for event in rules.decide(command, state):
            events.append(event)
            state = rules.evolve(state, event)
    return Amount(events, found)


async def mastery_of(
    parts: Parts,
) -> tuple[Mapping[Key, Sequence[Change]], Mapping[Key, Sequence[MasteryEvent]]]:
    """Of each pair the changes of its evidence, and what was recorded of its mastery."""
    changes: dict[Key, list[Change]] = defaultdict(list)
    recorded: dict[Key, list[MasteryEvent]] = defaultdict(list)
    for stored in await parts.store.read_log(0, ALL):
        event = await read(stored, parts.codec, parts.keys)
        if isinstance(event, Change):
            changes[event.person, event.skill].append(event)
        elif isinstance(event, MasteryEvent):
            recorded[event.person, event.skill].append(event)
    return changes, recorded


async def rows_of(parts: Parts) -> dict[Key, Assessment]:
    return {
        (person, skill): Assessment(*rest)
        for person, skill, *rest in map(tuple, await parts.read.fetch(ROWS))
    }
