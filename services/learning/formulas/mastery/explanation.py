"""Why an assessment is what it is: what each item adds to it, and what cut it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.learning.formulas.mastery.assessment import Assessment, summed
from services.learning.formulas.mastery.evidence import Evidence
from services.learning.formulas.mastery.parameters import DEFAULTS, ModelParameters
from services.learning.formulas.mastery.weighing import Weighed, Weighing, ageing_days, weigh

Cut = Literal["superseded", "age", "cap", "weak", "not_needed"]


@dataclass(frozen=True, slots=True)
class Line:
    """An item: a cell of several raters is one, and no line names a rater.

    * ``age`` days; of a certificate since its expiry
    * ``full`` weight of the item by itself, today; ``weight`` what is used of it
    * ``share`` 0 to 1, of the weight used; ``contribution`` share times value: they add up to M
    * ``cuts`` why ``weight`` is less than ``full``: a newer item **superseded** it, its **age**,
      the **cap** on its kind, **weak** evidence beside enough strong, an achievement below the
      level that is **not needed**
    """

    evidence_id: str
    kind: str
    value: float
    raters: int
    age: int
    full: float
    weight: float
    share: float
    contribution: float
    cuts: tuple[Cut, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """``lines`` in the order of their contributions, the largest first, then of their ids."""

    assessment: Assessment
    lines: tuple[Line, ...]


def explain(
    evidence: Iterable[Evidence], as_of: date, parameters: ModelParameters = DEFAULTS
) -> Explanation:
    """A line for each item up to ``as_of``; ``InvalidField`` as from ``assess``."""
    weighing = weigh(evidence, as_of, parameters)
    assessment = summed(weighing)
    lines = [used(item, weighing, assessment.weight) for item in weighing.items]
    lines += [superseded(item, as_of, parameters) for item in weighing.superseded]
    lines.sort(key=lambda line: (-line.contribution, line.evidence_id))
    return Explanation(assessment, tuple(lines))


def used(item: Weighed, weighing: Weighing, total: float) -> Line:
    share = item.used / total if total else 0.0
    return Line(
        evidence_id=item.evidence.evidence_id,
        kind=item.evidence.kind,
        value=item.evidence.value,
        raters=item.evidence.raters,
        age=item.age,
        full=item.full,
        weight=item.used,
        share=share,
        contribution=share * item.evidence.value,
        cuts=cuts(item, weighing),
    )


def cuts(item: Weighed, weighing: Weighing) -> tuple[Cut, ...]:
    weak = weighing.once and not item.rule.strong
    reasons: tuple[tuple[Cut, bool], ...] = (
        ("age", item.aged < item.full),
        ("cap", item.capped < item.aged),
        ("weak", weak),
        ("not_needed", item.used < item.capped and not weak),
    )
    return tuple(cut for cut, holds in reasons if holds)


def superseded(item: Evidence, as_of: date, parameters: ModelParameters) -> Line:
    return Line(
        evidence_id=item.evidence_id,
        kind=item.kind,
        value=item.value,
        raters=item.raters,
        age=ageing_days(item, as_of),
        full=item.raters * parameters.rules[item.kind].weight,
        weight=0.0,
        share=0.0,
        contribution=0.0,
        cuts=("superseded",),
    )
