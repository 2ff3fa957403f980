"""Ways from one role to another over roles in between.

Unit: levels; a path's ``largest`` step and its ``total``. Source: the domain, "Career paths": among
roles not retired, paths of at most 4 steps, the one whose largest step is smallest, then the
shortest total; three answers. Properties: the same as trying every path; no role twice on a path;
the direct way is there unless three better ones are.

Best is not built from best here: the smallest largest step of a part says nothing of its total. So
each way is met in its middle, and of the halves only those are kept that fewer than four others
beat in both respects: three for the answers, one that may share its stop with the other half.

What cannot be better than the third answer so far is never looked at, which loses nothing. Where
more than ``MOST_STOPS`` roles remain as first or as last stops, the nearest ones are tried: among
thousands of roles that have nothing to do with one another, a path through a far one is no advice.
"""

from bisect import insort
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from math import inf

from services.gateway.formulas.required import Required
from services.gateway.formulas.steps import Requirements, Steps

ANSWERS = 3
MOST_STOPS = 100


@dataclass(frozen=True, slots=True, order=True)
class Path:
    """``stops`` are the roles in between and the last one, ``sizes`` the step to each of them."""

    largest: float
    total: float
    stops: tuple[str, ...]
    sizes: tuple[float, ...]


Half = tuple[float, float, str, float, float]
"""The larger of two steps, their sum, the stop between them, and the two."""


def career_paths(origin: str, target: str, roles: Mapping[str, Requirements]) -> tuple[Path, ...]:
    """``roles`` are those that one may stop at, and ``origin`` whatever became of it.

    What requires nothing is no stop and no target.
    """
    stops = {role: wanted for role, wanted in roles.items() if wanted and role != origin}
    if origin == target or target not in stops:
        return ()
    return _Search(roles.get(origin, ()), target, stops).best()


class _Search:
    def __init__(
        self, origin: Iterable[Required], target: str, stops: Mapping[str, Requirements]
    ) -> None:
        self._stops = stops
        self._target = target
        self._steps = Steps(stops)
        self._first = dict(self._steps.onwards(origin, inf))
        self._last = dict(self._steps.towards(target, inf))
        self._last.pop(target)
        self._best: list[Path] = []
        self._most = self._farthest = inf
        """Of the last answer so far: no step of a better path is larger."""
        self._arriving: dict[str, list[Half]] = {}
        self._leaving: dict[str, list[Half]] = {}

    def best(self) -> tuple[Path, ...]:
        self._try((self._target,), (self._first.pop(self._target),))
        for stop, size in self._first.items():
            self._try_on((stop,), (size,))
        for stop in self._nearest(self._first):
            self._arrive(stop)
        for stop in self._nearest(self._last):
            self._leave(stop)
        for middle, leaving in self._leaving.items():
            self._meet(middle, leaving)
        return tuple(self._best)

    def _try(self, stops: tuple[str, ...], sizes: tuple[float, ...]) -> None:
        largest, total = max(sizes), sum(sizes)
        if (largest, total) >= (self._most, self._farthest):
            return
        insort(self._best, Path(largest, total, stops, sizes))
        del self._best[ANSWERS:]
        if len(self._best) == ANSWERS:
            self._most, self._farthest = self._best[-1].largest, self._best[-1].total

    def _try_on(self, stops: tuple[str, ...], sizes: tuple[float, ...]) -> None:
        """The path that goes from its last stop to the target at once."""
        last = self._last[stops[-1]]
        if last <= self._most:
            self._try((*stops, self._target), (*sizes, last))

    def _nearest(self, sizes: Mapping[str, float]) -> Iterator[str]:
        for size, stop in nsmallest(MOST_STOPS, ((size, stop) for stop, size in sizes.items())):
            if size > self._most:
                return
            yield stop

    def _arrive(self, stop: str) -> None:
        """The ways over ``stop`` to a second one; those that go on to the target are paths."""
        here = self._first[stop]
        for second, size in self._steps.onwards(self._stops[stop], self._most):
            if second not in (stop, self._target):
                self._arriving.setdefault(second, []).append(_half(here, size, stop))
                self._try_on((stop, second), (here, size))

    def _leave(self, stop: str) -> None:
        """The ways over ``stop`` to the target, from where one can arrive."""
        last = self._last[stop]
        for second, size in self._steps.towards(stop, self._most):
            if second in self._arriving and second != stop:
                self._leaving.setdefault(second, []).append(_half(size, last, stop))

    def _meet(self, middle: str, leaving: list[Half]) -> None:
        on = _unbeaten(leaving, self._most)
        for _, _, first, one, two in _unbeaten(self._arriving[middle], self._most):
            for largest, _, third, three, four in on:
                if largest > self._most:
                    break
                if first != third:
                    stops = (first, middle, third, self._target)
                    self._try(stops, (one, two, three, four))


def _half(one: float, two: float, stop: str) -> Half:
    return max(one, two), one + two, stop, one, two


def _unbeaten(halves: list[Half], most: float) -> list[Half]:
    """Those that at most ``ANSWERS`` others beat in largest step and in total."""
    kept: list[Half] = []
    totals: list[float] = []
    for half in sorted(each for each in halves if each[0] <= most):
        if len(totals) > ANSWERS and totals[ANSWERS] <= half[1]:
            continue
        kept.append(half)
        insort(totals, half[1])
        del totals[ANSWERS + 1 :]
    return kept
