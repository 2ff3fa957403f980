"""A repeat gets its first answer, whatever stands in its way now."""

from dataclasses import replace
from uuid import uuid4

import pytest

from shared.kernel.errors import SubjectGone
from shared.testing.shelf import MoveBook, PlaceBook
from tests.unit.shared.eventstore.test_handler import ANNA, World, opening, request


async def test_a_repeat_is_recognised_where_a_fault_stands_in_its_way() -> None:
    """The person's key is gone, and the state would take the same command once more."""
    world = World()
    source, target = opening(), opening()
    for shelf_opened in (source, target):
        await world.handler().handle(request(shelf_opened))
    placing = request(PlaceBook(shelf=source.shelf, book="b", note="text"))
    answer = await world.handler().handle(placing)
    moving = MoveBook(source=source.shelf, target=target.shelf, book="b")
    await world.handler().handle(request(moving))
    await world.keys.destroy(ANNA.id)
    assert await world.handler().handle(placing) == answer
    with pytest.raises(SubjectGone):
        await world.handler().handle(replace(placing, command_id=uuid4()))
