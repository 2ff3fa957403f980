"""What would raise a level: for each kind of evidence the smallest step that does, by itself.

A step is new evidence of one kind, of the day it is asked for, and every step that is offered has
been assessed: whatever a cap, weak evidence or volatility makes impossible is not among them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil, inf

from services.learning.formulas.mastery.assessment import Assessment, assess
from services.learning.formulas.mastery.evidence import Evidence
from services.learning.formulas.mastery.fields import between
from services.learning.formulas.mastery.kinds import KINDS
from services.learning.formulas.mastery.parameters import DEFAULTS, ModelParameters
from services.learning.formulas.mastery.weighing import newest

MOST_ITEMS = 12
MOST_RATERS = 12
LEAST_RATERS = 3
"""Fewer raters are never released from an anonymous group."""
ANONYMOUS = ("peer_feedback", "upward_feedback")


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """``items`` of ``kind``, each at ``value`` or above, make the level verified; no fewer do.

    ``raters`` is how many the cell of an anonymous group needs. ``replaces`` has the evidence that
    new items supersede: its raters speak again, or its tests are taken again. ``minutes`` is for
    all items, if known. ``assessment`` is what the evidence would then amount to.
    """

    kind: str
    items: int
    raters: int
    value: float
    replaces: tuple[str, ...]
    minutes: float | None
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class Step:
    """So many items of a kind; of them, those in ``again`` are superseded by new ones."""

    kind: str
    items: int
    raters: int
    again: tuple[Evidence, ...] = ()

    def values(self) -> list[float]:
        """What can be brought, from low to high: whole levels, or means of whole ratings."""
        n = self.raters
        return [total / n for total in range(n, 5 * n + 1)]

    def at(self, value: float, known: list[Evidence], as_of: date) -> list[Evidence]:
        """The new items; their ids come after all known ones, new raters are none of the known."""
        last_id = max((item.evidence_id for item in known), default="")
        last_rater = max((item.rater_or_test for item in known), default="")
        speakers = [item.rater_or_test for item in self.again]
        speakers += [last_rater + "+" * n for n in range(1, self.items - len(self.again) + 1)]
        return [
            Evidence(self.kind, value, as_of, self.raters, speaker, last_id + "+" * n)
            for n, speaker in enumerate(speakers, start=1)
        ]


@dataclass(frozen=True, slots=True)
class Question:
    known: list[Evidence]
    as_of: date
    level: int
    parameters: ModelParameters

    def reached(self, added: Iterable[Evidence] = ()) -> Assessment | None:
        """The assessment with ``added``, where it makes the level verified."""
        found = assess([*self.known, *added], self.as_of, self.parameters)
        reaches = found.status == "verified" and (found.level or 0) >= self.level
        return found if reaches else None

    def steps(self, kind: str) -> Iterator[list[Step]]:
        """From small to large, those of one size together."""
        if kind in ANONYMOUS:
            yield from ([Step(kind, 1, n)] for n in range(LEAST_RATERS, MOST_RATERS + 1))
            return
        again = self.speak_again(kind)
        for items in range(1, self.most(kind) + 1):
            most = min(items, len(again))
            yield [Step(kind, items, 1, tuple(again[:n])) for n in range(most, -1, -1)]

    def most(self, kind: str) -> int:
        """Of achievements as many as fill the cap."""
        rule = self.parameters.rules[kind]
        if rule.cap is None or not rule.one_sided:
            return MOST_ITEMS
        return min(MOST_ITEMS, ceil(rule.cap / rule.weight))

    def speak_again(self, kind: str) -> list[Evidence]:
        """Whom a new item of the kind can supersede, newest first."""
        if KINDS[kind].counts != "newest_of_each":
            return []
        current, _ = newest(self.known, self.as_of, self.parameters.rules)
        alike = [item for item in current if item.kind == kind]
        return sorted(alike, key=lambda item: (item.occurred_on, item.evidence_id), reverse=True)


def what_would_raise(
    evidence: Iterable[Evidence],
    as_of: date,
    to_level: int,
    parameters: ModelParameters = DEFAULTS,
    minutes: Mapping[str, float] | None = None,
) -> list[Counterfactual]:
    """The cheapest first: fewest items, then least time, then fewest raters.

    ``minutes`` says how long an item of a kind takes; what is not in it comes after what is.
    Nothing where ``to_level`` is verified already. ``InvalidField`` where it is not 1 to 5.
    """
    between("to_level", to_level, 1, 5)
    known = [item for item in evidence if item.occurred_on <= as_of]
    question = Question(known, as_of, to_level, parameters)
    if question.reached():
        return []
    found = []
    for kind, facts in KINDS.items():
        step = smallest(question, kind, (minutes or {}).get(kind)) if facts.strong else None
        if step:
            found.append(step)
    return sorted(found, key=cost)


def cost(step: Counterfactual) -> tuple[int, float, int]:
    return step.items, inf if step.minutes is None else step.minutes, step.raters


def smallest(question: Question, kind: str, minutes: float | None) -> Counterfactual | None:
    """The first size that reaches the level at all, at the lowest value that does."""
    for alike in question.steps(kind):
        found = [low for step in alike if (low := lowest(question, step, minutes))]
        if found:
            return min(found, key=lambda low: low.value)
    return None


def lowest(question: Question, step: Step, minutes: float | None) -> Counterfactual | None:
    """The highest value is tried first: most steps do not reach the level with that either."""

    def reached(value: float) -> Assessment | None:
        return question.reached(step.at(value, question.known, question.as_of))

    values = step.values()
    if not reached(values[-1]):
        return None
    value, assessment = next((v, found) for v in values if (found := reached(v)))
    return Counterfactual(
        kind=step.kind,
        items=step.items,
        raters=step.raters,
        value=value,
        replaces=tuple(item.evidence_id for item in step.again),
        minutes=None if minutes is None else minutes * step.items,
        assessment=assessment,
    )
