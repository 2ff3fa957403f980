"""The model once more, written from its text alone: slow, plain, and without the library."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Any

ENOUGH = 0.5
TABLE: dict[str, tuple[str, str, float, float, float | None]] = {
    # sided, strong or weak, reliability, half-life, cap
    "self_assessment": ("two", "weak", 0.15, 180, None),
    "manager_review": ("two", "strong", 0.50, 365, None),
    "peer_feedback": ("two", "strong", 0.37, 365, 2.0),
    "upward_feedback": ("two", "strong", 0.30, 365, 1.5),
    "mentor_assessment": ("two", "strong", 0.37, 365, 0.4),
    "test_score": ("two", "strong", 0.60, 365, 3.0),
    "learning_completed": ("one", "weak", 0.10, 180, 0.25),
    "learning_assessed": ("one", "strong", 0.30, 365, 1.0),
    "certification": ("one", "strong", 0.60, 180, 3.0),
    "stretch_assignment": ("one", "strong", 0.50, 540, 2.0),
    "mentorship_session": ("one", "weak", 0.05, 180, 0.25),
}


@dataclass(eq=False)
class Piece:
    """Two alike are still two."""

    sided: str
    strength: str
    value: float
    weight: float


@dataclass
class Verdict:
    mastery: float | None
    status: str


def verdict(evidence: Sequence[Any], as_of: date) -> Verdict:
    today = weighed(evidence, as_of, ageing=True)
    strong = [piece for piece in today if piece.strength == "strong"]
    known = total(strong)
    once = total([p for p in weighed(evidence, as_of, ageing=False) if p.strength == "strong"])
    if once < ENOUGH:
        return Verdict(mean(today), "provisional" if total(today) else "unassessed")
    status = "verified" if known >= ENOUGH else "stale" if known else "unassessed"
    return Verdict(highest_mean(strong), status)


def highest_mean(strong: list[Piece]) -> float | None:
    """Over all ratings with every subset of the achievements, one of them cut."""
    needed = min(ENOUGH, total(strong)) - 1e-12
    return max(
        (found for mix in mixes(strong) if total(mix) >= needed and (found := mean(mix))),
        default=None,
    )


def mixes(strong: list[Piece]) -> Iterator[list[Piece]]:
    ratings = [piece for piece in strong if piece.sided == "two"]
    achieved = [piece for piece in strong if piece.sided == "one"]
    for size in range(len(achieved) + 1):
        for chosen in combinations(achieved, size):
            whole = [*ratings, *chosen]
            yield whole
            room = ENOUGH - total(whole)
            for cut in achieved:
                if cut not in chosen and 0 < room < cut.weight:
                    yield [*whole, Piece("one", "strong", cut.value, room)]


def mean(pieces: list[Piece]) -> float | None:
    weight = total(pieces)
    return sum(piece.value * piece.weight for piece in pieces) / weight if weight else None


def total(pieces: list[Piece]) -> float:
    return sum(piece.weight for piece in pieces)


def weighed(evidence: Sequence[Any], as_of: date, ageing: bool) -> list[Piece]:
    past = [item for item in evidence if item.occurred_on <= as_of]
    pieces: list[Piece] = []
    for kind, (sided, strength, reliability, half_life, cap) in TABLE.items():
        alike = []
        for item in past:
            if item.kind == kind and not superseded(item, past):
                fade = 0.5 ** (age(item, as_of) / half_life) if ageing else 1
                weight = item.raters * reliability / (1 - reliability) * fade
                alike.append(Piece(sided, strength, item.value, weight))
        pieces += held_to(cap, alike)
    return pieces


def age(item: Any, as_of: date) -> int:
    if item.kind == "certification":
        expiry = item.expires_on or item.occurred_on + timedelta(days=1095)
        return max(0, int((as_of - expiry).days))
    return int((as_of - item.occurred_on).days)


def superseded(item: Any, past: Sequence[Any]) -> bool:
    if item.kind not in ("self_assessment", "manager_review", "mentor_assessment", "test_score"):
        return False
    return any(
        other.kind == item.kind
        and (item.kind == "self_assessment" or other.rater_or_test == item.rater_or_test)
        and (other.occurred_on, other.evidence_id) > (item.occurred_on, item.evidence_id)
        for other in past
    )


def held_to(cap: float | None, alike: list[Piece]) -> list[Piece]:
    if cap is None or total(alike) <= cap:
        return alike
    if alike[0].sided == "two":
        factor = cap / total(alike)
        return [Piece(p.sided, p.strength, p.value, p.weight * factor) for p in alike]
    left, kept = cap, []
    for piece in sorted(alike, key=lambda piece: (-piece.value, -piece.weight)):
        taken = min(piece.weight, left)
        kept.append(Piece(piece.sided, piece.strength, piece.value, taken))
        left -= taken
    return kept
