"""Decisions that look at streams beside their own, on a log in memory."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from shared.kernel.decider import NOTHING, Beside, Decider, Field, Handled, Target
from shared.kernel.messages import StreamId
from shared.testing import shelf
from shared.testing.shelf import BookPlaced, MoveBook, PlaceBook, Shelf, ShelfEvent, ShelfFull
from tests.unit.shared.eventstore.test_handler import World, opening, request


def place_if_nowhere(
    command: PlaceBook, own: Shelf, beside: Beside = NOTHING
) -> Sequence[ShelfEvent]:
    """One more rule: a book does not stand on the shelf that its note names."""
    others = [other for stream, other in beside.items() if stream != command.shelf]
    if any(isinstance(other, Shelf) and command.book in other.books for other in others):
        raise ShelfFull("it stands elsewhere", "book")
    return shelf.decide(command, own)


LOOKING: Decider[Any, Shelf, ShelfEvent] = replace(shelf.decider, decide=place_if_nowhere)


def beside(command: PlaceBook) -> list[tuple[StreamId, Decider[Any, Any, Any]]]:
    other = StreamId(command.note or "")
    return [(other, shelf.decider), (other, shelf.decider), (command.shelf, shelf.decider)]


HANDLED = {
    **shelf.HANDLED,
    PlaceBook: Handled((Target(Field("shelf"), LOOKING),), beside=beside),
}


async def test_a_decision_sees_a_stream_beside_as_another_process_left_it() -> None:
    world = World()
    here, elsewhere = world.handler(HANDLED), world.handler()
    mine, other = opening(), opening()
    for command in (mine, other):
        await here.handle(request(command))
    placing = PlaceBook(shelf=mine.shelf, book="b", note=other.shelf)
    await elsewhere.handle(request(PlaceBook(shelf=other.shelf, book="b", note=None)))
    with pytest.raises(ShelfFull):
        await here.handle(request(placing))
    target = opening()
    await elsewhere.handle(request(target))
    await elsewhere.handle(request(MoveBook(source=other.shelf, target=target.shelf, book="b")))
    await here.handle(request(placing))
    placed = (await world.events(mine.shelf))[-1]
    assert placed == BookPlaced(shelf=mine.shelf, owner=mine.owner, book="b", note=other.shelf)


async def test_a_stream_beside_gets_no_event_and_may_not_exist() -> None:
    world = World()
    handler = world.handler(HANDLED)
    mine, nowhere = opening(), opening().shelf
    await handler.handle(request(mine))
    answer = await handler.handle(request(PlaceBook(shelf=mine.shelf, book="b", note=nowhere)))
    assert [at.stream for at in answer] == [mine.shelf]
    assert await world.log.read_stream(nowhere) == ()
