"""How large a step it is from one role to another.

Unit: levels, 0 to 5, the mean of what is to be learned. Source: the domain, "Career paths":

    step(a, b) = Σ importance · max(0, required by b - required by a) / Σ importance, over b's

Properties: no step from a role to itself, nor to one that requires no more; a further requirement
of ``a`` never makes it larger. It is not symmetric, and a detour may be shorter.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping

from services.gateway.formulas.required import Required

Requirements = tuple[Required, ...]


def step(a: Iterable[Required], b: Requirements) -> float:
    """``b`` requires something."""
    levels = {required.skill: required.level for required in a}
    lacking = sum(each.importance * max(0, each.level - levels.get(each.skill, 0)) for each in b)
    return lacking / sum(each.importance for each in b)


class Steps:
    """The steps among many roles, found by the skills that two of them share.

    Sums are of whole numbers, so that each step is the same float as ``step`` gives.
    """

    def __init__(self, roles: Mapping[str, Requirements]) -> None:
        self._roles = roles
        self._total = {role: sum(each.importance for each in r) for role, r in roles.items()}
        self._lacking = {
            role: sum(each.importance * each.level for each in r) for role, r in roles.items()
        }
        self._by_need = sorted((self.need(role), role) for role in roles)
        self._by_skill: dict[str, list[tuple[str, int, int]]] = {}
        for role, requirements in roles.items():
            for each in requirements:
                place = self._by_skill.setdefault(each.skill, [])
                place.append((role, each.level, each.importance))

    def need(self, role: str) -> float:
        """The step to a role from one that shares nothing with it."""
        return self._lacking[role] / self._total[role]

    def onwards(self, origin: Iterable[Required], most: float) -> Iterator[tuple[str, float]]:
        """From what has the requirements ``origin`` to each role, of at most ``most``."""
        saved: dict[str, int] = {}
        for own in origin:
            for role, level, importance in self._by_skill.get(own.skill, ()):
                saved[role] = saved.get(role, 0) + importance * min(level, own.level)
        for role, less in saved.items():
            size = (self._lacking[role] - less) / self._total[role]
            if size <= most:
                yield role, size
        for size, role in self._by_need[: self._small(most)]:
            if role not in saved:
                yield role, size

    def towards(self, target: str, most: float) -> Iterator[tuple[str, float]]:
        """From each role to ``target``, of at most ``most``."""
        saved: dict[str, int] = {}
        for own in self._roles[target]:
            for role, level, _ in self._by_skill[own.skill]:
                saved[role] = saved.get(role, 0) + own.importance * min(level, own.level)
        total, lacking = self._total[target], self._lacking[target]
        far = self.need(target) <= most
        for role in self._roles if far else saved:
            size = (lacking - saved.get(role, 0)) / total
            if size <= most:
                yield role, size

    def _small(self, most: float) -> int:
        return bisect_right(self._by_need, most, key=lambda pair: pair[0])
