"""What the command handler works out once for each class of commands."""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from shared.eventstore.folding import Named
from shared.kernel.decider import Decider, Field, Handled, Target
from shared.kernel.errors import NotFound
from shared.kernel.ids import unique_stream
from shared.kernel.messages import Command, StreamId

NOTHING_THERE = "There is no such thing, or you may not see it."

Namer = Callable[[Command], StreamId]


class Kind:
    """Of one class: what the hash of its body begins with, and the streams that it names."""

    def __init__(self, command: type[Command], handled: Handled, company: str) -> None:
        self.prefix = command.__name__.encode() + b"\0"
        self.beside = handled.beside
        self._targets = [within(target, company) for target in handled.targets]

    def named(self, command: Command) -> Sequence[Named]:
        """Raises ``NotFound`` for an id that is none of its category."""
        found = []
        for stream_of, category, decider in self._targets:
            stream = stream_of(command)
            if not stream.startswith(category):
                raise NotFound(NOTHING_THERE)
            found.append(Named(stream, decider))
        return found


def within(target: Target, company: str) -> tuple[Namer, str, Decider[Any, Any, Any]]:
    return namer(target, company), f"{target.decider.category}-", target.decider


def namer(target: Target, company: str) -> Namer:
    """What finds the stream that a command names by ``target``."""
    where = target.stream
    if isinstance(where, Field):
        return attrgetter(where.name)
    category, fields = where.category, where.fields

    def unique(command: Command) -> StreamId:
        parts = [str(getattr(command, name)) for name in fields]
        return unique_stream(company, category, *parts)

    return unique
