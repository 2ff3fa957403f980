"""The lines by their names, each loaded when it is to run."""

from collections.abc import Mapping
from importlib import import_module

from suite.bench.measuring import Line

NAMES = (
    "append", "http", "relay", "live", "rebuild", "freshness", "ledger", "growth", "footprint",
)  # fmt: skip
MODULES: Mapping[str, str] = {name: f"suite.bench.{name}" for name in NAMES}


def line(name: str) -> Line:
    found: Line = getattr(import_module(MODULES[name]), name)
    return found
