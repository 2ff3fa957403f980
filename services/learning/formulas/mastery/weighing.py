"""What each item weighs, and how much of it is used: steps 1 to 4 of the model.

Sums are ``math.fsum``, exact, and every choice has a total order: the result does not depend on
the order of the items to the last bit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import fsum

from services.learning.formulas.mastery.evidence import Evidence
from services.learning.formulas.mastery.fields import InvalidField
from services.learning.formulas.mastery.kinds import CERTIFICATE_DAYS
from services.learning.formulas.mastery.parameters import KindRule, ModelParameters

TOLERANCE = 1e-9
MOST_HALF_LIVES = 1000
"""What is older weighs nothing: beneath that floats lose their precision."""


@dataclass(slots=True)
class Weighed:
    """An item that counts, and its weight: ``full`` → ``aged`` → ``capped`` → ``used``."""

    evidence: Evidence
    rule: KindRule
    age: int
    full: float
    aged: float
    capped: float
    used: float = 0.0


@dataclass(frozen=True, slots=True)
class Weighing:
    """``known`` is whether strong evidence is enough today, ``once`` whether it ever was."""

    items: list[Weighed]
    superseded: list[Evidence]
    known: bool
    once: bool


def weigh(evidence: Iterable[Evidence], as_of: date, parameters: ModelParameters) -> Weighing:
    """Raises ``InvalidField`` where two items have the same id."""
    rules = parameters.rules
    given = list(evidence)
    if len({item.evidence_id for item in given}) != len(given):
        raise InvalidField("evidence_id", "must be unique")
    current, superseded = newest(given, as_of, rules)
    items = [aged(item, as_of, rules[item.kind]) for item in current]
    now, fresh = capped(items)
    once = fresh >= parameters.enough
    if once:
        choose(items, parameters.enough)
    else:
        for item in items:
            item.used = item.capped
    return Weighing(items, superseded, once and now >= parameters.enough, once)


def newest(
    given: list[Evidence], as_of: date, rules: Mapping[str, KindRule]
) -> tuple[list[Evidence], list[Evidence]]:
    """Step 1: the items that count, and those that a newer one supersedes."""
    every: list[Evidence] = []
    superseded: list[Evidence] = []
    latest: dict[tuple[str, str], Evidence] = {}
    for item in given:
        if item.occurred_on > as_of:
            continue
        counts = rules[item.kind].counts
        if counts == "every":
            every.append(item)
            continue
        key = (item.kind, item.rater_or_test if counts == "newest_of_each" else "")
        rival = latest.get(key)
        if rival is None:
            latest[key] = item
        elif (item.occurred_on, item.evidence_id) > (rival.occurred_on, rival.evidence_id):
            latest[key] = item
            superseded.append(rival)
        else:
            superseded.append(item)
    every.extend(latest.values())
    return every, superseded


def aged(item: Evidence, as_of: date, rule: KindRule) -> Weighed:
    """Step 2."""
    age = ageing_days(item, as_of)
    full = item.raters * rule.weight
    half_lives = age / rule.half_life
    weight = full * 2.0**-half_lives if half_lives <= MOST_HALF_LIVES else 0.0
    return Weighed(item, rule, age, full, weight, weight)


def ageing_days(item: Evidence, as_of: date) -> int:
    """Since it happened; a certificate's since it expired. Never negative."""
    if item.kind != "certification":
        return as_of.toordinal() - item.occurred_on.toordinal()
    if item.expires_on is None:
        expiry = item.occurred_on.toordinal() + CERTIFICATE_DAYS
    else:
        expiry = item.expires_on.toordinal()
    return max(as_of.toordinal() - expiry, 0)


def capped(items: list[Weighed]) -> tuple[float, float]:
    """Step 3; answers what the strong items add up to now, and would if all were of today."""
    kinds: dict[str, list[Weighed]] = {}
    for item in items:
        kinds.setdefault(item.evidence.kind, []).append(item)
    now: list[float] = []
    fresh: list[float] = []
    for alike in kinds.values():
        rule = alike[0].rule
        total = fsum([item.aged for item in alike])
        full = fsum([item.full for item in alike])
        if rule.cap is not None:
            full = min(full, rule.cap)
            if total > rule.cap:
                cut_to(rule.cap, total, alike)
                total = rule.cap
        if rule.strong:
            now.append(total)
            fresh.append(full)
    return fsum(now), fsum(fresh)


def cut_to(cap: float, total: float, alike: list[Weighed]) -> None:
    """Ratings shrink alike; the highest achievements fill the cap first."""
    if not alike[0].rule.one_sided:
        for item in alike:
            item.capped = item.aged * (cap / total)
        return
    taken: list[float] = []
    for item in sorted(alike, key=highest_first):
        item.capped = min(item.aged, max(cap - fsum(taken), 0.0))
        taken.append(item.capped)


def highest_first(item: Weighed) -> tuple[float, float, str]:
    return -item.evidence.value, -item.aged, item.evidence.evidence_id


def choose(items: list[Weighed], enough: float) -> None:
    """Step 4: all strong ratings, and the achievements that raise their mean or are needed."""
    weights: list[float] = []
    products: list[float] = []
    achieved: list[Weighed] = []
    for item in items:
        if item.rule.strong and item.capped:
            if item.rule.one_sided:
                achieved.append(item)
            else:
                item.used = item.capped
                weights.append(item.used)
                products.append(item.used * item.evidence.value)
    for item in sorted(achieved, key=highest_first):
        weight = fsum(weights)
        if not weight or item.evidence.value >= fsum(products) / weight - TOLERANCE:
            item.used = item.capped
        elif weight < enough:
            item.used = min(item.capped, enough - weight)
        else:
            return
        weights.append(item.used)
        products.append(item.used * item.evidence.value)
