"""Marks on the fields of messages, ``Annotated[<type>, <mark>, …]``.

``PII`` says how a field is stored, ``ByService`` who fills it in; ``Category`` and ``Text`` bound
what a caller may send and stand in commands only: a bound on an event would make old ones
unreadable the day it is tightened.
"""

from dataclasses import dataclass
from typing import Any, Literal

UUID_PATTERN = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


@dataclass(frozen=True, slots=True)
class PII:
    """Marks a personal field, ``Annotated[str, PII("owner")]``: stored under that person's key.

    ``subject`` is the field that holds the person, of the enclosing message or, for a part, of
    the message around it. Marked fields are ``str``, ``str | None`` or ``tuple[str, ...]``.
    """

    subject: str


@dataclass(frozen=True, slots=True)
class ByService:
    """Marks a command's field that the service sets itself; it stands in no body.

    ``actor`` is the stream id or client id of who asks, ``today`` and ``now`` the command's time
    in UTC, ``command_id`` the id of the command, ``policy`` a field that only policies give:
    it needs a default, which every other caller gets.
    """

    source: Literal["actor", "today", "now", "command_id", "policy"]


@dataclass(frozen=True, slots=True)
class Category:
    """Marks a stream id of one aggregate: ``Annotated[StreamId, Category("person")]``."""

    category: str

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> dict[str, Any]:
        return {"type": "str", "pattern": f"^{self.category}-{UUID_PATTERN}$"}


@dataclass(frozen=True, slots=True)
class Text:
    """Marks a text with its length in characters; ends are stripped, ``least=0`` allows none."""

    most: int
    least: int = 1

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> dict[str, Any]:
        return {
            "type": "str",
            "strip_whitespace": True,
            "min_length": self.least,
            "max_length": self.most,
        }


@dataclass(frozen=True, slots=True)
class Pattern:
    """Marks a text with the regular expression that all of it must match."""

    pattern: str
    most: int

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> dict[str, Any]:
        return {
            "type": "str",
            "pattern": f"^(?:{self.pattern})$",
            "strip_whitespace": True,
            "max_length": self.most,
        }
