"""What an import has come to."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from suite.imports.sender import Accepted, Refused, Reply


@dataclass(slots=True)
class Report:
    """How many commands recorded something or held already, and what was refused, by words."""

    recorded: int = 0
    held: int = 0
    complaints: list[str] = field(default_factory=list)

    def count(self, replies: Iterable[Reply]) -> None:
        """Counts what was accepted; what was refused is for the caller to put into words."""
        for reply in replies:
            match reply:
                case Accepted(recorded=True):
                    self.recorded += 1
                case Accepted():
                    self.held += 1
                case Refused():
                    pass

    def __str__(self) -> str:
        parts = [f"{self.recorded} commands recorded, {self.held} held already"]
        if self.complaints:
            parts.append(f"{len(self.complaints)} refused")
        return ", ".join(parts)
