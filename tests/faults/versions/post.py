"""The post: a service of the tests' own, whose events have older versions.

1. A parcel is sent once, and stamped once, for what it weighs.
2. A policy counts each sender's parcels; counting is not idempotent, so that twice is seen.

``python -m tests.faults.versions.post`` is its process.
"""

import sys
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, ClassVar

from shared.kernel.actor import Actor, Verdict
from shared.kernel.decider import Decider, Field, Handled, Target, Unique
from shared.kernel.erased import Erased
from shared.kernel.errors import DomainError, NotFound, ProjectionGap
from shared.kernel.markers import PII
from shared.kernel.messages import Command, Event, State, StreamId, View
from shared.kernel.policy import Reaction
from shared.kernel.projection import Projection
from shared.kernel.recorded import Recorded
from shared.runtime.definition import Commands, ServiceDefinition, Subscriptions
from shared.runtime.pools import Pool
from shared.runtime.service import main
from shared.runtime.settings import ServiceSettings

CENTS_A_GRAM = 2


class SendParcel(Command):
    parcel: StreamId
    sender: StreamId
    receiver: StreamId
    grams: int
    label: str


class StampParcel(Command):
    parcel: StreamId


class CountParcel(Command):
    sender: StreamId


class ParcelSent(Event):
    version: ClassVar[int] = 3

    parcel: StreamId
    sender: StreamId
    receiver: StreamId
    grams: int
    label: Annotated[str, PII("receiver")]


class ParcelStamped(Event):
    """``to`` is what the decider knew of the label: nothing, if its receiver was erased."""

    parcel: StreamId
    sender: StreamId
    receiver: StreamId
    cents: int
    to: Annotated[str | None, PII("receiver")]


class ParcelCounted(Event):
    sender: StreamId
    number: int


class ParcelAlreadyStamped(DomainError):
    """Rule 1: a parcel is stamped once."""


class Parcel(State):
    sent: ParcelSent | None = None
    stamped: bool = False


class Count(State):
    number: int = 0


class ParcelRow(View):
    parcel: StreamId
    sender: StreamId
    receiver: StreamId
    grams: int
    label: str
    cents: int | None
    stamped_to: str | None


class CountRow(View):
    sender: StreamId
    parcels: int


def in_grams(old: dict[str, Any]) -> dict[str, Any]:
    new = {**old, "grams": round(old["kilos"] * 1000)}
    del new["kilos"]
    return new


def with_label(old: dict[str, Any]) -> dict[str, Any]:
    """Of an erased receiver there is no name."""
    new = {**old}
    name = new.pop("name", None)
    return new if name is None else {**new, "label": f"To {name}"}


UPCASTERS = {"mastery.post.parcel-sent.v1": in_grams, "mastery.post.parcel-sent.v2": with_label}


def decide(
    command: SendParcel | StampParcel, parcel: Parcel
) -> Sequence[ParcelSent | ParcelStamped]:
    if isinstance(command, SendParcel):
        return [] if parcel.sent else [sent_by(command)]
    if parcel.sent is None:
        raise NotFound("no such parcel")
    if parcel.stamped:
        raise ParcelAlreadyStamped("it has a stamp")
    sent = parcel.sent
    return [
        ParcelStamped(
            parcel=sent.parcel,
            sender=sent.sender,
            receiver=sent.receiver,
            cents=sent.grams * CENTS_A_GRAM,
            to=None if isinstance(sent.label, Erased) else sent.label,
        )
    ]


def sent_by(command: SendParcel) -> ParcelSent:
    return ParcelSent(
        parcel=command.parcel,
        sender=command.sender,
        receiver=command.receiver,
        grams=command.grams,
        label=command.label,
    )


def evolve(parcel: Parcel, event: ParcelSent | ParcelStamped) -> Parcel:
    if isinstance(event, ParcelSent):
        return Parcel(sent=event)
    return replace(parcel, stamped=True)


def count(command: CountParcel, count: Count) -> Sequence[ParcelCounted]:
    return [ParcelCounted(sender=command.sender, number=count.number + 1)]


parcels: Decider[Any, Parcel, ParcelSent | ParcelStamped] = Decider(
    "parcel", decide, evolve, lambda _parcel, event: [event.sender], Parcel()
)
counts: Decider[CountParcel, Count, ParcelCounted] = Decider(
    "count",
    count,
    lambda _count, event: Count(number=event.number),
    lambda _count, event: [event.sender],
    Count(),
)


def evolve_parcel(key: str, row: ParcelRow | None, event: ParcelSent | ParcelStamped) -> ParcelRow:
    if isinstance(event, ParcelSent):
        return ParcelRow(
            parcel=event.parcel,
            sender=event.sender,
            receiver=event.receiver,
            grams=event.grams,
            label=event.label,
            cents=None,
            stamped_to=None,
        )
    if row is None:
        raise ProjectionGap(f"{key} has not been sent")
    return replace(row, cents=event.cents, stamped_to=event.to)


PARCELS: Projection[Any, ParcelRow] = Projection(
    table="parcels",
    view=ParcelRow,
    on=(ParcelSent, ParcelStamped),
    keys=lambda event: (event.parcel,),
    evolve=evolve_parcel,
)
COUNTS: Projection[ParcelCounted, CountRow] = Projection(
    table="counts",
    view=CountRow,
    on=(ParcelCounted,),
    keys=lambda event: (event.sender,),
    evolve=lambda key, _row, event: CountRow(sender=StreamId(key), parcels=event.number),
)


def count_it(recorded: Recorded[ParcelSent]) -> Sequence[CountParcel]:
    """Whenever a parcel is sent, its sender's count rises."""
    return [CountParcel(sender=recorded.event.sender)]


def may(_actor: Actor, _command: Command, _states: tuple[State, ...], _facts: None) -> Verdict:
    return "allowed"


async def no_facts(_pool: Pool, _people: Collection[StreamId]) -> None:
    return None


async def everybody(_pool: Pool, people: Collection[StreamId]) -> Collection[StreamId]:
    return people


SERVICE = ServiceDefinition(
    name="post",
    events=(ParcelSent, ParcelStamped, ParcelCounted),
    upcasters=UPCASTERS,
    commands=Commands(
        handled={
            SendParcel: Handled((Target(Field("parcel"), parcels),)),
            StampParcel: Handled((Target(Field("parcel"), parcels),)),
            CountParcel: Handled((Target(Unique("count", ("sender",)), counts),), policy_only=True),
        },
        may=may,
        needs=lambda _actor, _command, _states: frozenset(),
        facts=no_facts,
        no_facts=None,
        active=everybody,
    ),
    subscriptions=Subscriptions(
        projections=(PARCELS, COUNTS),
        derived=(),
        reactions=(Reaction(name="count_it", on=(ParcelSent,), react=count_it),),
    ),
    migrations=Path(__file__).parent / "migrations",
)

if __name__ == "__main__":
    sys.exit(main(SERVICE, ServiceSettings))
