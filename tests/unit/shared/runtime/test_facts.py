"""What permissions are judged by is read only when it is needed, and only when it is fresh."""

import asyncio
from collections.abc import Collection
from types import SimpleNamespace
from typing import Any, cast

import pytest

from shared.kernel.actor import Person
from shared.kernel.errors import Unavailable
from shared.kernel.messages import Command, StreamId
from shared.runtime.definition import Commands
from shared.runtime.facts import FactsReader

ADA, EVE = StreamId("person-ada"), StreamId("person-eve")


class Ask(Command):
    about: StreamId | None


class Reads:
    """Stands in for the pool and the service's query, and counts."""

    def __init__(self, *, fresh: bool) -> None:
        self.fresh = fresh
        self.asked: list[frozenset[StreamId]] = []

    async def fetchval(self, _statement: str, *_arguments: object) -> bool:
        return self.fresh

    async def facts(self, _pool: object, needs: Collection[StreamId]) -> frozenset[StreamId]:
        self.asked.append(frozenset(needs))
        await asyncio.sleep(0)
        return frozenset(needs)


def reader(reads: Reads) -> FactsReader:
    commands = Commands(
        handled={},
        may=lambda *_: "allowed",
        needs=lambda _actor, command, _states: frozenset(filter(None, [command.about])),
        facts=reads.facts,
        no_facts="none",
        active=cast("Any", SimpleNamespace()),
    )
    return FactsReader(commands, cast("Any", reads), partitions=3, projector="things")


async def facts(of: FactsReader, about: StreamId | None) -> Any:
    return await of(Person(id=EVE), Ask(about=about), ())


async def test_where_nobody_is_needed_nothing_is_read() -> None:
    reads = Reads(fresh=False)
    assert await facts(reader(reads), None) == "none"
    assert reads.asked == []


async def test_stale_reporting_lines_are_not_asked() -> None:
    reads = Reads(fresh=False)
    with pytest.raises(Unavailable):
        await facts(reader(reads), ADA)
    assert reads.asked == []


async def test_questions_at_the_same_time_are_one_statement() -> None:
    reads = Reads(fresh=True)
    of = reader(reads)
    answers = await asyncio.gather(*(facts(of, about) for about in (ADA, EVE, ADA, EVE)))
    assert all(about in answer for about, answer in zip((ADA, EVE, ADA, EVE), answers, strict=True))
    assert len(reads.asked) <= 2
