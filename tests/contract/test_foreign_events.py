"""What a service reads of another's events, against what that service writes."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

import services
from shared.eventstore.compatibility import incompatibilities, resolved
from shared.kernel.messages import Event, ForeignEvent

ROOMS = Path(services.__path__[0])
PLANNED = {"feedback", "mentorship"}
"""Services to come: whoever reads them waits for events of these shapes."""
NOT_READ = "must be there and was not"


def foreign_events() -> Iterator[Any]:
    for file in sorted(ROOMS.glob("*/foreign_events.py")):
        reader = file.parent.name
        module = importlib.import_module(f"services.{reader}.foreign_events")
        for kind in vars(module).values():
            if (
                isinstance(kind, type)
                and issubclass(kind, ForeignEvent)
                and kind.__module__ == (module.__name__)
            ):
                yield pytest.param(kind, id=f"{reader} reads {kind.service}'s {kind.__name__}")


def published(service: str) -> dict[str, type[Event]]:
    events: tuple[type[Event], ...] = importlib.import_module(f"services.{service}.events").EVENTS
    return {event.__name__: event for event in events}


def schema(kind: type[Event]) -> dict[str, Any]:
    """Of the fields that the publisher writes; who caused the event stands in its envelope."""
    found = TypeAdapter(kind).json_schema(mode="serialization")
    found["properties"].pop(getattr(kind, "by", None), None)
    return found


@pytest.mark.parametrize("kind", list(foreign_events()))
def test_each_field_that_is_read_is_written(kind: type[ForeignEvent]) -> None:
    if not (ROOMS / kind.service).exists():
        assert kind.service in PLANNED
        pytest.skip(f"there is no service {kind.service} yet")
    events = published(kind.service)
    assert kind.__name__ in events, f"{kind.service} records no {kind.__name__}"
    found = incompatibilities(
        without_titles(schema(kind)), without_titles(schema(events[kind.__name__]))
    )
    assert [problem for problem in found if not problem.endswith(NOT_READ)] == []


def test_a_field_that_nobody_writes_is_found() -> None:
    class Written(Event):
        person: str

    class Read(Event):
        person: str
        level: int

    assert incompatibilities(schema(Read), schema(Written)) == ["/level was removed"]


def without_titles(found: dict[str, Any]) -> dict[str, Any]:
    """With the parts filled in: a reader may have its own class, with fewer fields."""
    return dict(resolved(found, found))
