"""What a level is made of, and what would raise it: the model's own account, without raters.

Who leads somebody is not told that a mentorship exists: what mentors said and sessions with them
are one line to them, and cells of several raters say not of how many.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from math import fsum

import strawberry

from services.gateway.nodes.evidence import Known, items, parameters
from services.gateway.nodes.learning_enums import Cut, EvidenceKind, MasteryStatus
from services.gateway.visibility import Relation
from services.learning.formulas.mastery import Counterfactual, Line, explain, what_would_raise

_MENTORING = frozenset({"mentor_assessment", "mentorship_session"})


@strawberry.type(description="What an item of evidence adds to a level.")
class EvidenceLine:
    kind: EvidenceKind
    value: float = strawberry.field(description="What it says of the level, 1 to 5.")
    raters: int | None = strawberry.field(
        description="How many an anonymous cell stands for; never who. Null to a manager."
    )
    age_days: int | None = strawberry.field(description="Of a certificate since its expiry.")
    occurred_on: date | None
    weight: float
    share: float = strawberry.field(description="Of the weight that is used, 0 to 1.")
    contribution: float = strawberry.field(description="Share times value: they add up to M.")
    cuts: list[Cut] = strawberry.field(description="Why it weighs less than it would by itself.")
    item: str | None = strawberry.field(description="Its id in the ledger.")
    source: str | None = strawberry.field(description="Where it comes from.")


@strawberry.type(description="What a level is made of, the largest contribution first.")
class Explanation:
    day: date
    status: MasteryStatus
    level: int | None
    sum: float | None = strawberry.field(description="M: what the lines add up to, 1 to 5.")
    lines: list[EvidenceLine]


@strawberry.type(description="The smallest step of one kind that makes a level verified.")
class RaisingStep:
    kind: EvidenceKind
    items: int
    raters: int = strawberry.field(description="How many an anonymous cell needs; else 1.")
    value: float = strawberry.field(description="Each item at this or above, 1 to 5.")
    again: int | None = strawberry.field(
        description="How many of the items replace what the same rater or test said."
    )
    level: int | None = strawberry.field(description="What would come of it.")
    confidence: float


def led_only(relations: Iterable[Relation]) -> bool:
    """Whether it is the reporting line alone that lets the viewer read it."""
    return not {"self", "hr"} & set(relations)


def count(known: Sequence[Known], *, led: bool) -> int:
    """How many lines there are: items, but mentors' together are one to who leads."""
    if not led:
        return len(known)
    mentoring = sum(each.item.kind in _MENTORING for each in known)
    return len(known) - mentoring + min(mentoring, 1)


def explanation(known: Sequence[Known], day: date, *, led: bool) -> Explanation:
    found = explain(items(known), day, parameters(known))
    by_id = {each.item.evidence_id: each for each in known}
    lines = [
        _line(line, by_id[line.evidence_id], led=led)
        for line in found.lines
        if not (led and line.kind in _MENTORING)
    ]
    mentoring = [line for line in found.lines if led and line.kind in _MENTORING]
    if mentoring:
        lines.append(_merged(mentoring))
        lines.sort(key=lambda line: -line.contribution)
    return Explanation(
        day=day,
        status=MasteryStatus(found.assessment.status),
        level=found.assessment.level,
        sum=found.assessment.mastery,
        lines=lines,
    )


def _line(line: Line, known: Known, *, led: bool) -> EvidenceLine:
    return EvidenceLine(
        kind=EvidenceKind(line.kind),
        value=line.value,
        raters=None if led else line.raters,
        age_days=line.age,
        occurred_on=known.item.occurred_on,
        weight=line.weight,
        share=line.share,
        contribution=line.contribution,
        cuts=[Cut(cut) for cut in line.cuts],
        item=line.evidence_id,
        source=known.source or None,
    )


def _merged(lines: Sequence[Line]) -> EvidenceLine:
    share = fsum(line.share for line in lines)
    contribution = fsum(line.contribution for line in lines)
    value = contribution / share if share else fsum(line.value for line in lines) / len(lines)
    cuts = {cut for line in lines for cut in line.cuts}
    return EvidenceLine(
        kind=EvidenceKind.MENTORING,
        value=value,
        raters=None,
        age_days=None,
        occurred_on=None,
        weight=fsum(line.weight for line in lines),
        share=share,
        contribution=contribution,
        cuts=[cut for cut in Cut if cut.value in cuts],
        item=None,
        source=None,
    )


def raising_steps(
    known: Sequence[Known], day: date, to_level: int, *, led: bool
) -> list[RaisingStep]:
    found = what_would_raise(items(known), day, to_level, parameters(known))
    return [_step(step, led=led) for step in found]


def _step(step: Counterfactual, *, led: bool) -> RaisingStep:
    hidden = led and step.kind in _MENTORING
    return RaisingStep(
        kind=EvidenceKind(step.kind),
        items=step.items,
        raters=step.raters,
        value=step.value,
        again=None if hidden else len(step.replaces),
        level=step.assessment.level,
        confidence=step.assessment.confidence,
    )
