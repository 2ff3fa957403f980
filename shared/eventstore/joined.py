"""A column as one text: asyncpg asks each element of an array what it is, which is dear.

PostgreSQL takes it apart by ``string_to_array($1, chr(31), chr(30))``. A column whose texts hold
the two characters themselves cannot travel so; no JSON does.
"""

from collections.abc import Sequence

SEPARATOR, NULL = "\x1f", "\x1e"


def joined(values: Sequence[str | None]) -> str | None:
    """None if they have to travel as an array; raises ``TypeError`` for what is no text."""
    text = SEPARATOR.join([NULL if value is None else value for value in values])
    if not text or text.count(SEPARATOR) != len(values) - 1:
        return None
    return text if text.count(NULL) == values.count(None) else None


def taken(number: int, type_: str) -> str:
    """The parameter as an array of that type again."""
    array = f"string_to_array(${number}, chr(31), chr(30))"
    return array if type_ == "text" else f"{array}::{type_}[]"
