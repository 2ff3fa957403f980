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

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import merge, nsmallest
from math import inf

from services.gateway.formulas.required import Required
from services.gateway.formulas.steps import Requirements, Steps

ANSWERS = 3
MOST_STOPS = 200


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
        self._arriving: dict[str, list[Half]] = {}
        self._leaving: dict[str, list[Half]] = {}

    def best(self) -> tuple[Path, ...]:
        direct = self._first.pop(self._target)
        self._keep([_path((self._target,), (direct,))])
        self._keep(self._onwards((stop,), (size,)) for stop, size in self._first.items())
        for stop in self._nearest(self._first):
            self._arrive(stop)
        for stop in self._nearest(self._last):
            self._leave(stop)
        for middle, leaving in self._leaving.items():
            self._keep(self._met(middle, leaving))
        return tuple(self._best)

    @property
    def _most(self) -> float:
        """No step of a better path is larger."""
        return self._best[-1].largest if len(self._best) == ANSWERS else inf

    def _keep(self, found: Iterable[Path]) -> None:
        self._best = nsmallest(ANSWERS, merge(self._best, sorted(found)))

    def _nearest(self, sizes: Mapping[str, float]) -> Iterator[str]:
        for size, stop in nsmallest(MOST_STOPS, ((size, stop) for stop, size in sizes.items())):
            if size > self._most:
                return
            yield stop

    def _onwards(self, stops: tuple[str, ...], sizes: tuple[float, ...]) -> Path:
        """The path that goes from its last stop to the target at once."""
        return _path((*stops, self._target), (*sizes, self._last[stops[-1]]))

    def _arrive(self, stop: str) -> None:
        """The ways over ``stop`` to a second one; those that go on to the target are paths."""
        here, found = self._first[stop], []
        for second, size in self._steps.onwards(self._stops[stop], self._most):
            if second in (stop, self._target):
                continue
            self._arriving.setdefault(second, []).append(_half(here, size, stop))
            if self._last[second] <= self._most:
                found.append(self._onwards((stop, second), (here, size)))
        self._keep(found)

    def _leave(self, stop: str) -> None:
        """The ways over ``stop`` to the target, from where one can arrive."""
        for second, size in self._steps.towards(stop, self._most):
            if second in self._arriving and second != stop:
                half = _half(size, self._last[stop], stop)
                self._leaving.setdefault(second, []).append(half)

    def _met(self, middle: str, leaving: list[Half]) -> Iterator[Path]:
        out = _unbeaten(leaving)
        for _, _, first, one, two in _unbeaten(self._arriving[middle]):
            for _, _, third, three, four in out:
                if first != third and max(one, two, three, four) <= self._most:
                    stops = (first, middle, third, self._target)
                    yield _path(stops, (one, two, three, four))


def _path(stops: tuple[str, ...], sizes: tuple[float, ...]) -> Path:
    return Path(max(sizes), sum(sizes), stops, sizes)


def _half(one: float, two: float, stop: str) -> Half:
    return max(one, two), one + two, stop, one, two


def _unbeaten(halves: list[Half]) -> list[Half]:
    """Those that at most ``ANSWERS`` others beat in largest step and in total."""
    kept: list[Half] = []
    totals: list[float] = []
    for half in sorted(halves):
        if len(totals) > ANSWERS and totals[ANSWERS] <= half[1]:
            continue
        kept.append(half)
        totals = nsmallest(ANSWERS + 1, [*totals, half[1]])
    return kept
