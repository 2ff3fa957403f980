"""What a service does when there is news: whenever an event, then commands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from shared.kernel.messages import Command, Event
from shared.kernel.recorded import Recorded


@dataclass(frozen=True, slots=True)
class Reaction:
    """``react`` is pure; each command that it answers is issued as ``policy:<name>``, once."""

    name: str
    on: tuple[type[Event], ...]
    react: Callable[[Recorded[Any]], Sequence[Command]]
