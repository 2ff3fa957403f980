"""What a service does when there is news: whenever an event, then commands."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.kernel.messages import Command, Event
from shared.kernel.recorded import Recorded


@dataclass(frozen=True, slots=True)
class Reaction:
    """``react`` is pure; each command that it answers is issued as ``policy:<name>``, once.

    ``facts`` (pool, event, today) reads what the event alone does not tell, from the service's own
    tables as soon as they hold the event; ``react`` gets its answer as a second argument.
    """

    name: str
    on: tuple[type[Event], ...]
    react: Callable[..., Sequence[Command]]
    facts: Callable[[Any, Recorded[Any], date], Awaitable[Any]] | None = None
