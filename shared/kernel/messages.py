"""The kinds of value that a service is made of.

A subclass becomes a frozen dataclass that is built with keywords and compared by
content. The bases differ only in what they tell the reader; ``grep -rn '(Event)'``
lists every fact the suite can record.
"""

from dataclasses import dataclass
from typing import ClassVar, NewType, dataclass_transform

StreamId = NewType("StreamId", str)
"""``<aggregate>-<uuid>``: the one id of a thing, in streams, on the wire and in the graph."""

NOBODY = StreamId("-")
"""Stands first in ``about`` where an event is nobody's record."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Value:
    """Base of them all; not subclassed elsewhere."""

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True, kw_only=True)(cls)


class Command(Value):
    """A request that a rule may refuse; named in the imperative."""

    __pydantic_config__: ClassVar = {
        "extra": "forbid"
    }  # a misspelt field is an error, not a default


class Event(Value):
    """A fact that nothing can refuse any more; named in the past tense.

    ``version`` counts the shapes that the event has had; older ones go through an upcaster.
    """

    version: ClassVar[int] = 1


class ForeignEvent(Event):
    """What one service reads of another's event: the same class name, only the fields it needs.

    ``service`` is the publisher. No field is marked ``PII``: a service decrypts only its own.
    ``by`` names a field that is not the publisher's: who caused the event, as the envelope says.
    """

    service: ClassVar[str]
    by: ClassVar[str] = ""


class Part(Value):
    """A value inside a command, an event or a row."""


class State(Value):
    """What ``decide`` has to remember, and nothing else."""


class View(Value):
    """One row of a read model; its fields are the table's columns, the first one is its key."""
