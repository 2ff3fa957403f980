"""Rows of a view after some events, folded as a projector does."""

from typing import Any, TypeVar

from shared.kernel.messages import Event, View
from shared.kernel.projection import Projection

V = TypeVar("V", bound=View)


def rows_after(projection: Projection[Any, V], *history: Event) -> dict[str, V]:
    rows: dict[str, V] = {}
    for event in history:
        if not isinstance(event, projection.on):
            continue
        for key in projection.keys(event):
            row = projection.evolve(key, rows.get(key), event)
            if row is None:
                rows.pop(key, None)
            else:
                rows[key] = row
    return rows
