"""How the demo company comes to know what its people command.

By tests, certificates, what they learnt before and what they say of themselves; some of it is
old, of some skills nothing is known.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from suite.demo.catalogue import CatalogueRole, Member, Wanted
from suite.demo.step import HR, Step, dated_id, moment, timeless_id

Source = Literal[
    "test", "rising", "certificate", "learnt before", "course before", "long ago", "self", "nothing"
]
SOURCES: tuple[tuple[Source, int], ...] = (
    ("test", 38),
    ("rising", 12),
    ("certificate", 14),
    ("learnt before", 9),
    ("course before", 3),
    ("long ago", 8),
    ("self", 8),
    ("nothing", 8),
)
"""With how many of a hundred skills of a person it is known so."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One person and one skill that their role requires; ``ability`` is what a test would find."""

    member: Member
    wanted: Wanted
    ability: int
    first: date
    today: date
    dice: random.Random

    def step(self, day: date, command: str, *, actor: str, **body: object) -> Step:
        whole = {"person": self.member.person, "skill": self.wanted.skill, **body}
        stream = f"assessment of {self.member.person} in {self.wanted.skill}"
        return Step(moment(day, self.dice), actor, "learning", command, stream, whole)

    def day(self, share_from: float = 0.0, share_to: float = 1.0) -> date:
        """Some day of that part of the year."""
        span = (self.today - self.first).days
        share = self.dice.uniform(share_from, share_to)
        return self.first + timedelta(days=int(span * share))


def credentials_of(
    member: Member, roles: Sequence[CatalogueRole], first: date, today: date, dice: random.Random
) -> Iterator[Step]:
    """Everything about one person's required skills, the first twelve of them."""
    own = next((role for role in roles if role.role == member.role), None)
    seniority = 0.6 if member.level == 3 else 0.0
    for wanted in own.wanted[:12] if own else ():
        ability = max(1, min(5, round(dice.gauss(wanted.level + seniority, 0.9))))
        cell = Cell(member, wanted, ability, first, today, dice)
        source = dice.choices([name for name, _ in SOURCES], [of for _, of in SOURCES])[0]
        yield from known_by(cell, source)
        if source != "nothing" and (source == "self" or dice.random() < 0.3):
            level = min(5, ability + dice.choice((0, 0, 1)))
            yield cell.step(cell.day(), "assess-own-skill", actor=member.person, level=level)


def known_by(cell: Cell, source: Source) -> Iterator[Step]:
    match source:
        case "test":
            yield tested(cell, cell.day(), cell.ability)
        case "rising":
            yield tested(cell, cell.day(0, 0.4), max(1, cell.ability - 1))
            yield tested(cell, cell.day(0.6, 1), cell.ability)
        case "certificate":
            yield from certified(cell)
        case "learnt before":
            yield from learnt_before(cell, "certification", years=1.5, score=None)
        case "course before":
            yield from learnt_before(cell, "learning_assessed", years=0.5, score=0.9)
        case "self" | "nothing":
            pass
        case "long ago":
            yield from learnt_before(cell, "certification", years=5.5, score=None)


def tested(cell: Cell, day: date, level: int) -> Step:
    return cell.step(
        day,
        "record-test-result",
        actor=HR,
        result=plain_id(cell.dice),
        test="Skills check",
        level=level,
        taken_on=day.isoformat(),
    )


def learnt_before(cell: Cell, kind: str, *, years: float, score: float | None) -> Iterator[Step]:
    """Handed in by the person, and mostly confirmed by whoever leads them."""
    day = cell.day(0, 0.9)
    earned = day - timedelta(days=int(365 * years))
    item = {"claim": plain_id(cell.dice)}
    yield cell.step(
        day,
        "submit-prior-learning",
        actor=cell.member.person,
        kind=kind,
        level=cell.ability,
        earned_on=earned.isoformat(),
        proof="The certificate is with HR.",
        **item,
        **({} if score is None else {"score": score}),
    )
    decided = day + timedelta(days=cell.dice.randint(1, 10))
    if decided < cell.today and cell.dice.random() < 0.9:
        actor = cell.member.manager or HR
        yield cell.step(decided, "confirm-prior-learning", actor=actor, **item)


def certified(cell: Cell) -> Iterator[Step]:
    """Claimed and mostly confirmed; some expire soon."""
    dice, member, day = cell.dice, cell.member, cell.day(0, 0.95)
    certification = dated_id("certification", moment(day, dice), dice)
    earned = day - timedelta(days=dice.randint(5, 60))
    valid = dice.choice((365, 730, 1095))

    def step(on: date, actor: str, command: str, **body: object) -> Step:
        whole = {"certification": certification, **body}
        return Step(moment(on, dice), actor, "learning", command, certification, whole)

    yield step(
        day,
        member.person,
        "claim-certification",
        person=member.person,
        name=f"Certified: {cell.wanted.name}",
        issuer="Institute for Applied Practice",
        skills=[{"skill": cell.wanted.skill, "level": max(2, cell.ability)}],
        earned_on=earned.isoformat(),
        expires_on=(earned + timedelta(days=valid)).isoformat(),
        proof="https://certificates.example/of/me",
    )
    confirmed = day + timedelta(days=dice.randint(1, 9))
    if confirmed < cell.today and dice.random() < 0.92:
        yield step(confirmed, member.manager or HR, "confirm-certification")


def plain_id(dice: random.Random) -> str:
    return timeless_id("x", dice).removeprefix("x-")
