"""Reflections and setbacks of a year, private to their owners, and what the market asked for."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from suite.demo.catalogue import CatalogueRole, Member
from suite.demo.step import HR, Step, moment, timeless_id

REFLECTIONS = (
    "Explaining it to somebody else showed me what I had not understood.",
    "I do my best work when I have an hour without messages in the morning.",
    "Asked for feedback before the deadline for once, and it helped.",
    "The retrospective was honest. I want to keep that.",
)
SETBACKS = (
    ("The demo failed in front of the customer.", "Rehearse on the machine that will be used."),
    ("My estimate was off by a factor of three.", "Cut the unknown part out and try it first."),
    (
        "I lost a week on a problem that somebody else had solved.",
        "Ask in the channel after an hour.",
    ),
)


def journal_of(member: Member, today: date, months: int, dice: random.Random) -> Iterator[Step]:
    for _ in range(dice.choice((0, 0, 1, 1, 2, 3))):
        at = moment(today - timedelta(days=dice.randint(1, months * 30)), dice)
        entry = timeless_id("entry", dice)
        stream = f"journal of {member.person}"
        if dice.random() < 0.6:
            body = {"entry": entry, "text": dice.choice(REFLECTIONS)}
            yield Step(at, member.person, "goals", "record-reflection", stream, body)
        else:
            text, lesson = dice.choice(SETBACKS)
            body = {"entry": entry, "text": text}
            yield Step(at, member.person, "goals", "record-setback", stream, body)
            learnt = at + timedelta(days=min(2, (today - at.date()).days), minutes=5)
            body = {"entry": entry, "lesson": lesson}
            yield Step(learnt, member.person, "goals", "link-lesson", stream, body)


def demand(
    roles: Sequence[CatalogueRole], today: date, months: int, dice: random.Random
) -> Iterator[Step]:
    """A snapshot a quarter: most skills drift, a few fall by more than a fifth."""
    skills = sorted({wanted.skill for role in roles for wanted in role.wanted})
    index = {skill: dice.uniform(15, 90) for skill in skills}
    falling = set(dice.sample(skills, max(1, len(skills) // 15)))
    for quarter in range(max(2, months // 3), 0, -1):
        day = today - timedelta(days=quarter * 90 - 60)
        for skill in skills:
            drift = dice.uniform(0.7, 0.78) if skill in falling else dice.uniform(0.94, 1.08)
            index[skill] = min(100.0, max(1.0, index[skill] * drift))
        rows = [{"skill": skill, "index": round(index[skill], 1)} for skill in skills]
        body = {"source": "Demo job market", "taken_on": day.isoformat(), "rows": rows}
        yield Step(moment(day, dice), HR, "goals", "import-demand-snapshot", "demand", body)
    obsolete = min(skills, key=lambda skill: index[skill])
    at = moment(today - timedelta(days=20), dice)
    yield Step(at, HR, "goals", "declare-skill-obsolete", "obsolete", {"skill": obsolete})
