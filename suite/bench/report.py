"""Figures for people, and for programs."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import orjson
from rich.table import Table

from suite.bench.figures import Figure


def table(figures: Iterable[Figure]) -> Table:
    made = Table("name", "unit", box=None, pad_edge=False)
    for title in ("median", "min", "max", "ratio"):
        made.add_column(title, justify="right")
    made.add_column("to")
    for one in figures:
        numbers = [short(number) for number in (one.median, one.min, one.max)]
        ratio = "" if one.ratio is None else f"{one.ratio:.2f}"
        made.add_row(one.name, one.unit, *numbers, ratio, one.ratio_to or "")
    return made


def short(number: float) -> str:
    """Three figures that count, or all before the point."""
    if number >= 100:
        return f"{number:,.0f}"
    return f"{number:.1f}" if number >= 10 else f"{number:.2f}"


def write(figures: Iterable[Figure], path: Path) -> None:
    rows = [asdict(one) for one in figures]
    path.write_bytes(orjson.dumps(rows, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
