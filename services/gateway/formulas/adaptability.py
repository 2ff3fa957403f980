"""Adaptability: three figures that are never made into one.

* breadth: skills newly verified in 12 months; a count, from 0 up
* freshness: the share of required skills that are fresh; 0 to 1, none where nothing is required
* recovery: the median of days from an outcome "not met" or an abandoned goal to the next outcome
  met or exceeded or goal achieved; days from 1 up, none where nothing was recovered from

Source: the domain, "Adaptability". The journal enters nothing. What was not recovered from yet is
no part of the median. Properties: what happens later never shortens the way back from an earlier
setback; the order of the rows does not matter.
"""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from statistics import median

from services.gateway.formulas.freshness import Freshness

TWELVE_MONTHS = timedelta(days=365)


def newly_verified(first_verified: Iterable[date | None], day: date) -> int:
    """``first_verified`` is for each skill the day on which it was verified for the first time."""
    since = day - TWELVE_MONTHS
    return sum(1 for first in first_verified if first is not None and since < first <= day)


def share_fresh(required: Iterable[Freshness | None]) -> float | None:
    """``required`` has the freshness of each required skill, none without strong evidence."""
    found = list(required)
    return sum(1 for each in found if each == "fresh") / len(found) if found else None


def recoveries(setbacks: Iterable[date], successes: Iterable[date]) -> list[int]:
    """Days from each setback to the first success after it."""
    later = sorted(successes)
    found = []
    for setback in sorted(setbacks):
        place = bisect_right(later, setback)
        if place < len(later):
            found.append((later[place] - setback).days)
    return found


def recovery(setbacks: Iterable[date], successes: Iterable[date]) -> float | None:
    found = recoveries(setbacks, successes)
    return float(median(found)) if found else None
