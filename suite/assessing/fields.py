"""Fields of a JSON object, each with its path; ``InvalidField`` says what is wrong with which."""

import json
import re
from collections.abc import Mapping, Set
from datetime import date

from services.learning.formulas.mastery import InvalidField

DIGITS_OF_A_COUNT = 18
LONGEST_TEXT = 1000


def read(text: str) -> object:
    """JSON, a number that is none as a float that is none; a name given twice is an error."""
    try:
        return json.loads(text, object_pairs_hook=once_each, parse_int=whole)
    except InvalidField:
        raise
    except (ValueError, RecursionError) as error:
        where = f" at column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise InvalidField("line", f"must be JSON{where}") from error


def once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InvalidField(twice, "must be given once")
    return found


def whole(digits: str) -> int | float:
    """Thousands of digits are refused as a number out of range, not as bad JSON."""
    return int(digits) if len(digits) <= DIGITS_OF_A_COUNT else float(digits)


def mapping(field: str, value: object, known: Set[str], needed: Set[str]) -> Mapping[str, object]:
    """``field`` is empty for the outermost object."""
    if not isinstance(value, dict):
        raise InvalidField(field or "line", "must be an object")
    prefix = f"{field}." if field else ""
    for name in value:
        if name not in known:
            raise InvalidField(prefix + name, f"is not known here; known are {listed(known)}")
    for name in sorted(needed):
        if name not in value:
            raise InvalidField(prefix + name, "is missing")
    return value


def listed(names: Set[str]) -> str:
    return ", ".join(sorted(names))


def items(field: str, value: object) -> list[object]:
    if not isinstance(value, list):
        raise InvalidField(field, "must be a list")
    return value


def text(field: str, value: object) -> str:
    if not isinstance(value, str):
        raise InvalidField(field, "must be a string")
    if len(value) > LONGEST_TEXT:
        raise InvalidField(field, f"must have at most {LONGEST_TEXT} characters")
    return value


def day(field: str, value: object) -> date:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise InvalidField(field, "must be a day such as 2026-11-24")


def count(field: str, value: object) -> int:
    """A whole number; its range is judged by who asks for it."""
    if isinstance(value, float) and value.is_integer():
        raise InvalidField(field, "must be a whole number that is not too large")
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidField(field, "must be a whole number")
    return value
