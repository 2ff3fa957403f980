"""How a parked message is written and read."""

from datetime import UTC, datetime

import pytest
import typer

from shared.readmodel.offsets import Place
from shared.readmodel.parked import Parked
from suite.commands.parked import read, written


def test_a_message_is_read_as_it_is_written() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    one = Parked("learning", "goals", 3, 4711, "goal-1", 7, "ProjectionGap", at, None)
    assert written(one) == "goals/3@4711"
    assert read(written(one)) == (Place("goals", 3), 4711)


@pytest.mark.parametrize(
    "text", ["", "goals", "goals/3", "goals@3", "goals/3@", "goals/x@1", "/3@1"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="<source>/<partition>@<offset>"):
        read(text)
