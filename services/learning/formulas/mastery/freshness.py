"""How fresh what is known of a skill is: the newest strong evidence against its half-life."""

from collections.abc import Iterable
from datetime import date, timedelta

from services.learning.formulas.mastery.evidence import Evidence
from services.learning.formulas.mastery.parameters import DEFAULTS, ModelParameters
from services.learning.formulas.mastery.weighing import ageing_days


def freshest_strong(
    evidence: Iterable[Evidence], as_of: date, parameters: ModelParameters = DEFAULTS
) -> tuple[date, float] | None:
    """The day from which the newest strong item ages, and its half-life in days with volatility.

    A certificate ages from its expiry, and while it is valid the day is ``as_of``. Of two items
    of one day the slower counts. ``None`` without strong evidence.
    """
    rules = ((item, parameters.rules[item.kind]) for item in evidence if item.occurred_on <= as_of)
    ages = [(ageing_days(item, as_of), -rule.half_life) for item, rule in rules if rule.strong]
    if not ages:
        return None
    age, half_life = min(ages)
    return as_of - timedelta(days=age), -half_life
