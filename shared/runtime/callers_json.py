"""JSON that a caller wrote, read with one limit of depth for all who work on it afterwards.

Readers and writers of JSON have limits of their own (orjson reads 1,024 deep and writes 254):
what is read here can also be written, and walked by recursion.
"""

from collections.abc import Iterable
from typing import Any

import orjson

DEEPEST = 64


class NotJson(ValueError):
    """Not JSON in UTF-8, or nested deeper than ``DEEPEST``."""


def read(text: bytes | bytearray) -> Any:
    """Raises ``NotJson``, whose message quotes nothing."""
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise NotJson("must be JSON in UTF-8") from error
    if text.count(b"[") + text.count(b"{") > DEEPEST and _depth(found) > DEEPEST:
        raise NotJson(f"must be nested {DEEPEST} deep at most")
    return found


def _depth(found: object) -> int:
    """Level by level, without recursion, and no further than one beyond ``DEEPEST``."""
    level, depth = [found], 0
    while level and depth <= DEEPEST:
        level = [each for outer in level for each in _inside(outer)]
        depth += 1
    return depth


def _inside(outer: object) -> Iterable[object]:
    if isinstance(outer, dict):
        return outer.values()
    return outer if isinstance(outer, list) else ()
