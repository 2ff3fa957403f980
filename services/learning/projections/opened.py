"""What every fold asks of a row that an earlier event has opened."""

from typing import TypeVar

from shared.kernel.errors import ProjectionGap
from shared.kernel.messages import Event, View

V = TypeVar("V", bound=View)


def opened(row: V | None, event: Event) -> V:
    """The row; raises ``ProjectionGap`` if its opening event was missed."""
    if row is None:
        raise ProjectionGap(f"{type(event).__name__} of a row that nothing has opened")
    return row
