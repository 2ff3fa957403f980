"""A year of one person's career goals: defined, pursued, checked on, closed or left at risk."""

import random
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from suite.demo.catalogue import CatalogueRole, Member, Wanted
from suite.demo.step import Issue, Step, dated_id, moment

MILESTONES = (
    "Read up on {skill} and write a one-page summary",
    "Pair with somebody who knows {skill} for two weeks",
    "Take over a small task in {skill} and have it reviewed",
    "Present what I learnt about {skill} to the team",
    "Lead a piece of work that depends on {skill}",
)
WHYS = (
    "I want to be asked when it matters.",
    "The team depends on one person here, and that should be two.",
    "It is what the next step needs.",
    "I noticed in the last project that I lacked it.",
    "It is the part of the work that I enjoy most.",
)
NOTES = (
    "Going well, the plan holds.",
    "Slower than planned because of the release.",
    "Learnt more than expected from the review.",
    "Waiting for access to the test system.",
    None,
    None,
)


@dataclass(frozen=True, slots=True)
class Pace:
    """How a goal goes: share of milestones done by now, and how it stands in the end."""

    done: float
    ending: str


ENDINGS = (
    (Pace(1.0, "achieved"), 24),
    (Pace(0.7, "active"), 30),
    (Pace(0.1, "active"), 14),
    (Pace(0.4, "silent"), 10),
    (Pace(0.3, "blocked"), 8),
    (Pace(0.3, "paused"), 6),
    (Pace(0.2, "abandoned"), 8),
)
"""With how many of a hundred goals go so."""


def goals_of(
    member: Member, roles: Sequence[CatalogueRole], today: date, months: int, dice: random.Random
) -> Iterator[Step]:
    """The steps of the goals that one person had in the last ``months``."""
    own = next((role for role in roles if role.role == member.role), None)
    for _ in range(dice.choice((0, 1, 1, 1, 2, 2, 3))):
        target = dice.choice([*roles, *([own] * 4 if own else [])])
        start = today - timedelta(days=dice.randint(5, max(6, months * 30)))
        pace = dice.choices([p for p, _ in ENDINGS], [w for _, w in ENDINGS])[0]
        yield from one_goal(member, target, target is not own, start, today, pace, dice)


def one_goal(
    member: Member,
    target: CatalogueRole,
    switches: bool,
    start: date,
    today: date,
    pace: Pace,
    dice: random.Random,
) -> Iterator[Step]:
    began = moment(start, dice)
    goal = dated_id("career_goal", began, dice)
    wanted = dice.sample(list(target.wanted), min(len(target.wanted), dice.randint(1, 3)))
    due = start + timedelta(days=dice.choice((120, 180, 270, 365)))
    if pace.ending in ("active", "paused") and due <= today and dice.random() < 0.8:
        due = today + timedelta(days=dice.randint(20, 200))

    def step(at: datetime, command: str, **body: object) -> Step:
        return Step(at, member.person, "goals", command, goal, {"goal": goal, **body})

    title = f"Become {target.title}" if switches else f"Master {wanted[0].name}"
    yield step(
        began,
        "define-career-goal",
        title=title,
        why=dice.choice(WHYS),
        due=due.isoformat(),
        **({"target_role": target.role} if switches else {}),
    )
    milestones = yield from preparation(step, began, wanted, dice)
    yield from pursuit(step, start, today, milestones, pace, dice)
    if dice.random() < 0.3:
        whom = dice.choice(("mentors", "everyone"))
        yield step(began + timedelta(minutes=30), "share-goal", shared_with=whom)


def preparation(
    step: Issue, began: datetime, wanted: Sequence[Wanted], dice: random.Random
) -> Generator[Step, None, list[str]]:
    """Links and milestones, minutes after the definition; returns the milestones' ids."""
    for n, skill in enumerate(wanted):
        at = began + timedelta(minutes=2 + n)
        yield step(at, "link-skill", skill=skill.skill, level=min(5, max(3, skill.level)))
    milestones = []
    for n, text in enumerate(dice.sample(MILESTONES, dice.randint(2, 5))):
        milestone = dated_id("milestone", began, dice)
        milestones.append(milestone)
        name = text.format(skill=dice.choice(wanted).name)
        yield step(
            began + timedelta(minutes=10 + n), "add-milestone", milestone=milestone, title=name
        )
    return milestones


def pursuit(
    step: Issue,
    start: date,
    today: date,
    milestones: Sequence[str],
    pace: Pace,
    dice: random.Random,
) -> Iterator[Step]:
    """Monthly check-ins, milestones on the way, and the ending."""
    last = today - timedelta(days=dice.randint(0, 12))
    if pace.ending in ("silent", "achieved", "abandoned"):
        last = start + (today - start) * dice.uniform(0.4, 0.8)
    last = max(last, start + timedelta(days=1))
    done = milestones[: round(len(milestones) * pace.done)]
    for n, milestone in enumerate(done):
        day = start + (last - start) * ((n + 1) / (len(done) + 1))
        yield step(
            moment(max(day, start + timedelta(days=1)), dice),
            "complete-milestone",
            milestone=milestone,
        )
    day = start + timedelta(days=dice.randint(18, 32))
    blocked_from = today - timedelta(days=40) if pace.ending == "blocked" else None
    while day < last:
        blocked = blocked_from is not None and day >= blocked_from
        confidence = (
            dice.choice((1, 2, 2)) if blocked or pace.done < 0.2 else dice.choice((3, 4, 4, 5))
        )
        note = dice.choice(NOTES)
        yield step(
            moment(day, dice),
            "check-in",
            confidence=confidence,
            blocked=blocked,
            **({"note": note} if note else {}),
        )
        day += timedelta(days=dice.randint(24, 34))
    yield from ending(step, min(last + timedelta(days=1), today), pace, dice)


def ending(step: Issue, day: date, pace: Pace, dice: random.Random) -> Iterator[Step]:
    at = moment(day, dice).replace(hour=17)
    if pace.ending == "achieved":
        yield step(at, "achieve-goal")
    elif pace.ending == "abandoned":
        yield step(at, "abandon-goal", reason="The team's plans changed, and so did mine.")
    elif pace.ending == "paused":
        yield step(at, "pause-goal")
