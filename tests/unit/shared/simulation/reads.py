"""The read database: offsets with their compare-and-set, and one table of rows."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any

import asyncpg

from shared.eventstore.joined import SEPARATOR
from shared.readmodel import applying, offsets, parked, registry, tables
from tests.unit.shared.simulation.accounts import AccountRow
from tests.unit.shared.simulation.checker import Checker
from tests.unit.shared.simulation.client import BEGIN, COMMIT, ROLLBACK
from tests.unit.shared.simulation.dice import Dice
from tests.unit.shared.simulation.server import Row, Server, Session, rows

Place = tuple[str, int]
Offset = tuple[int, int, int, str | None]
"""Epoch, next offset, last position."""

DEADLOCK_TIMEOUT = 1.0
NAME = "accounts"
TYPES = {"account_id": "text", "events": "integer", "digest": "text"}
COLUMNS = [tables.column_of(name, type_, None) for name, type_ in TYPES.items()]
HELD = "source partition epoch next_offset last_position last_event"


class ReadServer(Server):
    """``without`` names parts that a self-test leaves out: epoch, offset, atomicity."""

    def __init__(self, dice: Dice, checker: Checker, without: str | None = None) -> None:
        super().__init__(dice)
        self._checker = checker
        self._without = without
        self.offsets: dict[Place, Offset] = {}
        self.table: dict[str, AccountRow] = {}
        self._kept = [self._snapshot()]  # not durable yet but the first
        self.waiting = {offsets.CLAIM: self._claim, offsets.ADVANCE: self._advance}
        self.at_once = {
            BEGIN: self._begin,
            COMMIT: self._commit,
            ROLLBACK: lambda session: session.end(),
            applying.NOT_DURABLE: self._not_durable,
            offsets.READ: self._read,
            offsets.SAW_END: lambda *_seen: "UPDATE",
            parked.ASKED: lambda *_asked: [],
            parked.PARK: self._park,
            registry.REGISTER: lambda *_names: "INSERT",
            registry.OTHERS: lambda *_names: [],
            tables.COLUMNS: lambda *_name: rows("attname type", list(TYPES.items())),
            tables.select_by(NAME, COLUMNS, COLUMNS[0].name): self._select,
            tables.upsert(NAME, COLUMNS): self._upsert,
            tables.upsert(NAME, COLUMNS, joined_too=True): self._upsert_texts,
        }

    def crash(self) -> None:
        """The last transactions that were not durable may be lost, offsets and rows together."""
        super().crash()
        place, table = self.dice.random.choice(self._kept)
        self.offsets, self.table = dict(place), dict(table)
        self._kept = [self._snapshot()]

    def _snapshot(self) -> tuple[dict[Place, Offset], dict[str, AccountRow]]:
        return dict(self.offsets), dict(self.table)

    def _begin(self, session: Session) -> str:
        session.changes, session.durable = {}, True
        return "BEGIN"

    def _not_durable(self, session: Session) -> str:
        session.durable = False
        return "SET"

    def _commit(self, session: Session) -> str:
        if session.changes is None:
            raise asyncpg.NoActiveSQLTransactionError("there is no transaction")
        self._write(session.changes, durable=session.durable)
        session.end()
        return "COMMIT"

    def _write(self, changes: dict[Hashable, Any], *, durable: bool) -> None:
        for key, value in changes.items():
            if isinstance(key, tuple):
                self.offsets[key] = value
            else:
                self.table[str(key)] = value
        self._kept = [] if durable else self._kept
        self._kept.append(self._snapshot())
        self._checker.applied(self.offsets, self.table)

    async def _lock(self, session: object, place: Place) -> None:
        late = asyncpg.DeadlockDetectedError("deadlock")
        await self.locks.take(place, session, DEADLOCK_TIMEOUT, late)

    async def _claim(
        self, _session: Session, _projector: str, sources: Sequence[str], numbers: Sequence[int]
    ) -> list[Row]:
        """As it stands alone, it waits for whoever has the rows, and is durable."""
        owner, life, changes = object(), self.life, dict[Hashable, Any]()
        places = sorted(zip(sources, numbers, strict=True))
        try:
            for place in places:
                await self._lock(owner, place)
                self.still(life)
                epoch, *rest = self.offsets.get(place, (0, 0, 0, None))
                changes[place] = (epoch + 1, *rest)
            await self.pause(life)
            self._write(changes, durable=True)
        finally:
            self.locks.leave_all(owner)
        return rows(HELD, [(*place, *self.offsets[place]) for place in places])

    async def _advance(
        self, session: Session, _projector: str, *columns: Sequence[Any]
    ) -> list[Row]:
        life, found = self.life, list[tuple[Any, ...]]()
        for source, number, *step in zip(*columns, strict=True):
            place = (source, number)
            if self._is_at(place, step):
                await self._lock(session, place)
                self.still(life)
                if self._is_at(place, step):
                    found.append((source, number, [], False))
                    self._change(session, place, (self.offsets[place][0], *step[2:]))
        if session.changes is None:
            raise asyncpg.ConnectionDoesNotExistError("the client has gone")
        return rows("source partition parked_keys has_dropped", found)

    def _is_at(self, place: Place, step: Sequence[int]) -> bool:
        if place not in self.offsets:
            return False
        epoch, following, *_last = self.offsets[place]
        epoch_holds = self._without in {"epoch", "both"} or epoch == step[0]
        return epoch_holds and (self._without in {"offset", "both"} or following == step[1])

    def _change(self, session: Session, key: Hashable, value: Any) -> None:
        if self._without == "atomicity":
            self._write({key: value}, durable=session.durable)
        elif session.changes is not None:
            session.changes[key] = value

    def _read(
        self, _session: Session, _projector: str, sources: Sequence[str], numbers: Sequence[int]
    ) -> list[Row]:
        places = [place for place in zip(sources, numbers, strict=True) if place in self.offsets]
        return rows(HELD, [(*place, *self.offsets[place]) for place in places])

    def _select(self, session: Session, keys: Sequence[str]) -> list[Row]:
        seen = self.table | (session.changes or {})
        found = [seen[key] for key in keys if key in seen]
        return rows(" ".join(TYPES), [(one.account_id, one.events, one.digest) for one in found])

    def _upsert_texts(self, session: Session, *texts: str) -> str:
        names, events, digests = (text.split(SEPARATOR) for text in texts)
        return self._upsert(session, names, [int(number) for number in events], digests)

    def _upsert(
        self, session: Session, names: Sequence[str], events: Sequence[int], digests: Sequence[str]
    ) -> str:
        make: Callable[..., AccountRow] = AccountRow
        for name, number, digest in zip(names, events, digests, strict=True):
            self._change(session, name, make(account_id=name, events=number, digest=digest))
        return "INSERT"

    def _park(self, _session: Session, *columns: Sequence[Any]) -> str:
        self._checker.violated(f"parked: {columns[-1]}")
        return "INSERT"
