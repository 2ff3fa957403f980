"""A figure: five runs as one number with its bounds, and how it stands beside another way."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """``ratio`` is the median of the runs' own ratios: both sides of each were measured together.

    For a time it is how often as long as ``ratio_to`` it takes, for a rate how often as many.
    """

    name: str
    unit: str
    median: float
    min: float
    max: float
    ratio: float | None = None
    ratio_to: str | None = None


def figure(
    name: str,
    unit: str,
    runs: Sequence[float],
    beside: Sequence[float] = (),
    ratio_to: str | None = None,
) -> Figure:
    ratios = [run / other for run, other in zip(runs, beside, strict=bool(beside))]
    return Figure(
        name,
        unit,
        median(runs),
        min(runs),
        max(runs),
        median(ratios) if ratios else None,
        ratio_to,
    )


def percentile(values: Sequence[float], part: float) -> float:
    """The nearest rank, ``part`` of 1."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]
