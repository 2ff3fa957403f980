"""Any batching and any repetition gives the same rows, and poison parks the same events."""

from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.errors import ProjectionGap
from shared.kernel.messages import Event, StreamId, View
from shared.kernel.projection import Projection
from shared.readmodel.arrivals import Arrival
from shared.readmodel.assignment import Part, Slot, applied, batch_of
from shared.readmodel.folding import Folded, Folding, Key, Projections
from shared.readmodel.offsets import Held, Place

PLACE = Place("bank", 0)


class Opened(Event):
    account: StreamId


class Paid(Event):
    account: StreamId
    amount: int


class Closed(Event):
    account: StreamId


class Account(View):
    account_id: StreamId
    balance: int


def evolve(key: str, row: Account | None, event: Opened | Paid | Closed) -> Account | None:
    if isinstance(event, Opened):
        return Account(account_id=StreamId(key), balance=0)
    if row is None:
        raise ProjectionGap(key)
    if isinstance(event, Closed):
        return None
    return Account(account_id=row.account_id, balance=row.balance + event.amount)


PROJECTION: Projection[Any, Account] = Projection(
    table="accounts",
    view=Account,
    on=(Opened, Paid, Closed),
    keys=lambda event: (event.account,),
    evolve=evolve,
)


class Types:
    """As much of a codec as says what an event is called."""

    service = "bank"
    events = (Opened, Paid, Closed)

    def type_of(self, cls: type[Event]) -> str:
        return f"mastery.bank.{cls.__name__}.v1"

    def read(self, stored_type: str, payload: bytes | dict[str, Any]) -> None:
        raise NotImplementedError


@dataclass
class MemoryTable:
    rows: dict[str, View] = field(default_factory=dict)

    async def load(self, _connection: object, keys: Sequence[str]) -> dict[str, View]:
        return {key: self.rows[key] for key in keys if key in self.rows}

    async def write(self, _connection: object, rows: Sequence[Account]) -> None:
        self.rows |= {row.account_id: row for row in rows}

    async def remove(self, _connection: object, keys: Sequence[str]) -> None:
        for key in keys:
            del self.rows[key]


accounts = st.sampled_from([StreamId(f"account-{name}") for name in "abc"])
events = st.one_of(
    st.builds(Opened, account=accounts),
    st.builds(Paid, account=accounts, amount=st.integers(-9, 9)),
    st.builds(Closed, account=accounts),
)


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[Event], list[list[int]]]:
    """A log, and its positions as they are delivered: in batches, some of them again."""
    log: list[Event] = draw(st.lists(events, max_size=25))
    batches, at = [], 1
    while at <= len(log):
        first = draw(st.integers(max(1, at - 5), at))
        end = draw(st.integers(at, len(log)))
        batches.append(list(range(first, end + 1)))
        at = end + 1
    return log, batches


def apply(log: Sequence[Event], batches: Sequence[Sequence[int]]) -> tuple[Any, Any]:
    """Rows, and what was parked."""
    table: Any = MemoryTable()
    projections = Projections([PROJECTION], Types())
    folding = Folding(projections, {"accounts": table}, [])
    slot = Slot(PLACE, Held(1, 0, 0), 0)
    offset, parks = 0, []
    keys: set[Key] = set()
    for positions in batches:
        arrivals = [arrival(log[position - 1], position) for position in positions]
        offset += len(arrivals)
        parts = [Part(slot, offset, (), arrivals)]
        batch = batch_of(parts)
        connection: Any = None
        folded = result(folding.fold(connection, batch.arrivals, keys))
        keys = folded.parked
        parks += [(park.arrival.position, park.error) for park in folded.parks]
        applied(parts, batch)
    return table.rows, parks


def result(work: Coroutine[Any, Any, Folded]) -> Folded:
    """Of work that never waits."""
    try:
        work.send(None)
    except StopIteration as done:
        folded: Folded = done.value
        return folded
    raise AssertionError("it waited")


def arrival(event: Any, position: int) -> Arrival:
    return Arrival(PLACE, position, event.account, b"", position, position - 1, "", event)


@given(deliveries())
def test_any_batching_and_repetition_gives_the_same_rows(
    delivered: tuple[list[Event], list[list[int]]],
) -> None:
    log, batches = delivered
    one_by_one = apply(log, [[position] for position in range(1, len(log) + 1)])
    assert apply(log, batches) == one_by_one
    assert apply(log, [list(range(1, len(log) + 1))]) == one_by_one


@given(deliveries())
def test_what_is_parked_is_the_first_failure_of_a_stream_and_all_after_it(
    delivered: tuple[list[Event], list[list[int]]],
) -> None:
    log, batches = delivered
    _, parks = apply(log, batches)
    codes: dict[StreamId, list[str]] = {}
    for position, code in parks:
        event: Any = log[position - 1]
        codes.setdefault(event.account, []).append(code)
    for found in codes.values():
        assert found == ["ProjectionGap", *["follows"] * (len(found) - 1)]
