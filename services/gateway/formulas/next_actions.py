"""What to do next: steps that raise a level, each with something real that brings it about.

Unit: actions; a gap is a share of readiness, 0 to 1. Source: the domain, "Next actions", and the
mastery model's ``what_would_raise``. Properties: no action without an offer that exists; nothing
for a requirement that is met; every offer brings at least the value that its step needs; gaps add
up to what the low end of readiness lacks, but for what is met.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from services.gateway.formulas.readiness import Readiness, Stand
from services.learning.formulas.mastery import Counterfactual

OfferKind = Literal["learning_assessed", "certification", "stretch_assignment"]


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that is open to a person now and brings evidence of ``kind`` on a skill.

    ``value`` is the highest that is reached without being better than asked: the level of a
    course passed in full, of a certificate, of an assignment met.
    """

    kind: OfferKind
    stream: str
    value: float
    minutes: int


@dataclass(frozen=True, slots=True)
class Action:
    """``offers`` are as many as the step needs items, the shortest first."""

    stand: Stand
    gap: float
    step: Counterfactual
    offers: tuple[Offer, ...]


def gaps(readiness: Readiness) -> tuple[tuple[Stand, float], ...]:
    """What is not met, the largest weighted gap first: which share of readiness it would bring."""
    total = sum(each.required.importance for each in readiness.stands)
    found = [
        (each, each.required.importance * (1 - each.low) / total)
        for each in readiness.stands
        if each.standing != "met"
    ]
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0].required.skill)))


def shortest(offers: Iterable[Offer]) -> Mapping[str, float]:
    """How long the shortest offer of each kind takes, in minutes."""
    found: dict[str, float] = {}
    for offer in offers:
        found[offer.kind] = min(offer.minutes, found.get(offer.kind, offer.minutes))
    return found


def actions(
    stand: Stand, gap: float, steps: Iterable[Counterfactual], offers: Iterable[Offer]
) -> tuple[Action, ...]:
    """The steps that can be gone, in their order."""
    ranked = sorted(offers, key=lambda offer: (offer.minutes, offer.stream))
    found = []
    for step in steps:
        fitting = [
            offer for offer in ranked if offer.kind == step.kind and offer.value >= step.value
        ]
        if len(fitting) >= step.items:
            found.append(Action(stand, gap, step, tuple(fitting[: step.items])))
    return tuple(found)
