"""A small domain whose rows tell every repetition, loss and change of order apart.

1. An account is opened once; opening it again yields no event.
2. It takes no more entries than it has places.
3. A transfer stands on both accounts or on neither.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from typing import Any
from zlib import crc32

from shared.eventstore.codec import Codec
from shared.kernel.actor import Actor, Verdict
from shared.kernel.decider import Decider, Field, Handled, Target
from shared.kernel.errors import DomainError, NotFound, ProjectionGap
from shared.kernel.messages import Command, Event, State, StreamId, View
from shared.kernel.projection import Projection

PLACES = 9


class Open(Command):
    account: StreamId


class Enter(Command):
    account: StreamId
    serial: int


class Transfer(Command):
    source: StreamId
    target: StreamId
    serial: int


class Opened(Event):
    account: StreamId


class Entered(Event):
    account: StreamId
    serial: int


class Sent(Event):
    account: StreamId
    serial: int


class AccountFull(DomainError):
    """Rule 2: an account takes no more entries than it has places."""


class Account(State):
    opened: bool = False
    entries: int = 0


class AccountRow(View):
    """``digest`` depends on each event and on their order."""

    account_id: StreamId
    events: int
    digest: str


AnyEvent = Opened | Entered | Sent


def decide(command: Open | Enter | Transfer, account: Account) -> Sequence[AnyEvent]:
    if isinstance(command, Open):
        return [] if account.opened else [Opened(account=command.account)]
    name = command.account if isinstance(command, Enter) else command.target
    _refuse(account)
    return [Entered(account=name, serial=command.serial)]


def send(command: Transfer, account: Account) -> Sequence[AnyEvent]:
    _refuse(account)
    return [Sent(account=command.source, serial=command.serial)]


def _refuse(account: Account) -> None:
    if not account.opened:
        raise NotFound("no such account")
    if account.entries >= PLACES:
        raise AccountFull("every place is taken")


def evolve(account: Account, event: AnyEvent) -> Account:
    if isinstance(event, Opened):
        return Account(opened=True)
    return replace(account, entries=account.entries + 1)


def evolve_row(key: str, row: AccountRow | None, event: AnyEvent) -> AccountRow:
    if isinstance(event, Opened):
        return AccountRow(account_id=StreamId(key), events=1, digest="opened")
    if row is None:
        raise ProjectionGap(key)
    digest = crc32(f"{row.digest} {type(event).__name__} {event.serial}".encode())
    return AccountRow(account_id=row.account_id, events=row.events + 1, digest=f"{digest:08x}")


def rows_of(events: Sequence[AnyEvent]) -> dict[str, AccountRow]:
    """What the table must hold after these."""

    def one(rows: dict[str, AccountRow], event: AnyEvent) -> dict[str, AccountRow]:
        return rows | {event.account: evolve_row(event.account, rows.get(event.account), event)}

    return reduce(one, events, {})


decider: Decider[Any, Account, AnyEvent] = Decider(
    "account", decide, evolve, lambda _account, _event: (), Account()
)
sender: Decider[Any, Account, AnyEvent] = replace(decider, decide=send)

HANDLED = {
    Open: Handled((Target(Field("account"), decider),)),
    Enter: Handled((Target(Field("account"), decider),)),
    Transfer: Handled((Target(Field("source"), sender), Target(Field("target"), decider))),
}
CODEC = Codec("bank", (Opened, Entered, Sent))
PROJECTION: Projection[Any, AccountRow] = Projection(
    table="accounts",
    view=AccountRow,
    on=(Opened, Entered, Sent),
    keys=lambda event: (event.account,),
    evolve=evolve_row,
)


def may(_actor: Actor, _command: Command, _states: tuple[State, ...], _facts: None) -> Verdict:
    return "allowed"


async def no_facts(_actor: Actor, _command: Command, _states: tuple[State, ...]) -> None:
    return None
