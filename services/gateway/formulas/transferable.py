"""What of one role counts in another.

Unit: requirements, and a share of importance, 0 to 1. Source: the domain, "Transferable skills":
the requirements of ``b`` that those of ``a`` meet, and which part of b's importance they make up.
Properties: from a role to itself everything transfers; a further or higher requirement of ``a``
takes nothing away.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from services.gateway.formulas.required import Required


@dataclass(frozen=True, slots=True)
class Transfer:
    """``share`` is none where the second role requires nothing."""

    met: tuple[Required, ...]
    missing: tuple[Required, ...]
    share: float | None


def transferable(a: Iterable[Required], b: Iterable[Required]) -> Transfer:
    levels = {required.skill: required.level for required in a}
    met: list[Required] = []
    missing: list[Required] = []
    for required in b:
        (met if levels.get(required.skill, 0) >= required.level else missing).append(required)
    total = sum(required.importance for required in (*met, *missing))
    share = sum(required.importance for required in met) / total if total else None
    return Transfer(tuple(met), tuple(missing), share)
