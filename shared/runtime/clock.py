"""What time it is: the system's clock, or one that a test sets.

Tokens are judged by the system's clock alone; everything that a rule or a deadline sees comes
from here.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The time in UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class SettableClock:
    """Stands still until it is set or moved."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at

    def set(self, at: datetime) -> None:
        self._at = at

    def move(self, by: timedelta) -> None:
        self._at += by


class OffsetClock:
    """The system's clock moved by the seconds that stand in a file, read anew each time.

    It lets a test move the time of another process. A file that is missing moves nothing.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime:
        try:
            offset = float(self._file.read_text() or 0)
        except FileNotFoundError:
            offset = 0.0
        return datetime.now(UTC) + timedelta(seconds=offset)
