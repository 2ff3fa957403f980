"""What the demo company offers to learn, and the rules that HR sets at the year's beginning."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from suite.demo.catalogue import CatalogueRole, Member, Wanted
from suite.demo.step import HR, Step, dated_id, moment, timeless_id

TITLES = {
    "course": "{skill}: a course at your own pace",
    "workshop": "{skill}: two days in a small group",
    "certification": "{skill}: certificate course",
    "seminar": "{skill}: what has changed this year",
}
MINUTES = {"course": 600, "workshop": 960, "certification": 1800, "seminar": 120}
KINDS = ("course", "course", "course", "workshop", "certification", "seminar")
SEATS = {"workshop": 8, "seminar": 3}
FAST, DURABLE = 0.5, 1.5
INDUCTION = "Your first ninety days"


@dataclass(frozen=True, slots=True)
class Occurrence:
    occurrence: str
    day: date


@dataclass(frozen=True, slots=True)
class Offer:
    """An activity of the demo; ``assessor`` is a person, or none where nobody scores it."""

    activity: str
    kind: str
    skill: str
    level: int
    minutes: int
    assessor: str | None
    occurrences: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True)
class Offers:
    """``opened``: from the month after it people learn; ``by_skill`` may lack a skill."""

    opened: date
    induction: Offer
    by_skill: Mapping[str, Sequence[Offer]]

    @property
    def from_day(self) -> date:
        """The first of the next month: steps of one month may overtake each other."""
        return (self.opened.replace(day=1) + timedelta(days=32)).replace(day=1)


def offers(
    members: Sequence[Member],
    roles: Sequence[CatalogueRole],
    today: date,
    months: int,
    dice: random.Random,
) -> Offers:
    """One or two activities for most skills that a role requires."""
    opened = today - timedelta(days=months * 30 + 12)
    managers = {member.manager for member in members}
    leads: list[str | None] = [one.person for one in members if one.person in managers]
    skills = {wanted.skill: wanted for role in roles for wanted in role.wanted}
    by_skill: dict[str, list[Offer]] = {}
    for wanted in sorted(skills.values(), key=lambda wanted: wanted.skill):
        for _ in range(dice.choice((0, 1, 1, 2))):
            assessor = dice.choice(leads or [None])
            offer = one_offer(wanted, assessor, opened, today, dice)
            by_skill.setdefault(wanted.skill, []).append(offer)
    began = moment(opened, dice)
    induction = Offer(dated_id("activity", began, dice), "programme", "", 0, 240, None, ())
    return Offers(opened, induction, by_skill)


def one_offer(
    wanted: Wanted, assessor: str | None, opened: date, today: date, dice: random.Random
) -> Offer:
    kind = dice.choice(KINDS)
    assessed = kind in ("workshop", "certification") or (kind == "course" and dice.random() < 0.5)
    dated = kind in ("workshop", "seminar")
    first = (opened.replace(day=1) + timedelta(days=75)).replace(day=dice.randint(2, 26))
    days = [first + timedelta(days=91 * quarter) for quarter in range(6)] if dated else []
    return Offer(
        activity=dated_id("activity", moment(opened, dice), dice),
        kind=kind,
        skill=wanted.skill,
        level=min(5, wanted.level + dice.choice((0, 0, 1))),
        minutes=MINUTES[kind],
        assessor=assessor if assessed else None,
        occurrences=tuple(
            Occurrence(timeless_id("occurrence", dice).removeprefix("occurrence-"), day)
            for day in days
            if day < today + timedelta(days=90)
        ),
    )


def catalogue_steps(
    offered: Offers,
    names: Mapping[str, str],
    members: Sequence[Member],
    dice: random.Random,
) -> Iterator[Step]:
    """HR publishes it all, says how fast skills age, and managers protect time for learning."""
    at = moment(offered.opened, dice)
    plan = dated_id("plan", at, dice)
    for offer in sorted_offers(offered):
        title = INDUCTION if offer is offered.induction else ""
        title = title or TITLES[offer.kind].format(skill=names[offer.skill])
        yield from published(offer, title, at)
    yield hr(
        at + timedelta(minutes=50),
        "create-plan-template",
        offered.induction.activity,  # after it in its lane: a plan is made of what there is
        plan=plan,
        title=INDUCTION,
        description="What everybody goes through at the beginning.",
        items=[{"activity": offered.induction.activity, "within_days": 90}],
    )
    for skill in sorted(names):
        pace = dice.choice((FAST, None, None, DURABLE))
        if pace is not None:
            yield hr(at, "set-volatility", skill, skill=skill, volatility=pace)
    yield from team_steps(offered, members, plan, dice)


def team_steps(
    offered: Offers, members: Sequence[Member], plan: str, dice: random.Random
) -> Iterator[Step]:
    """Each team has its hours for learning, and the same beginning."""
    teams: dict[str, list[str]] = {}
    for member in members:
        if member.manager and member.level == 4:
            teams.setdefault(member.manager, []).append(member.person)
    for lead, team in teams.items():
        at = moment(offered.from_day, dice)
        body = {"subject": lead, "scope": "team", "minutes_a_week": dice.choice((60, 90, 120, 180))}
        yield Step(at, lead, "learning", "set-time-budget", f"budget of {lead}", body)
        people = {"plan": plan, "people": team, "starts_on": at.date().isoformat()}
        yield Step(at, lead, "learning", "assign-plan", plan, people)


def published(offer: Offer, title: str, at: datetime) -> Iterator[Step]:
    skills = [{"skill": offer.skill, "level": offer.level}] if offer.skill else []
    yield hr(
        at,
        "publish-activity",
        offer.activity,
        activity=offer.activity,
        title=title,
        description="With exercises from our own work, and somebody to ask.",
        kind=offer.kind,
        skills=skills,
        minutes=offer.minutes,
        assessor=offer.assessor,
    )
    for occurrence in offer.occurrences:
        yield hr(
            at + timedelta(minutes=5),
            "schedule-occurrence",
            offer.activity,
            activity=offer.activity,
            occurrence=occurrence.occurrence,
            day=occurrence.day.isoformat(),
            seats=SEATS[offer.kind],
            place="Room 4.12",
        )


def sorted_offers(offered: Offers) -> list[Offer]:
    return [offered.induction, *(one for some in offered.by_skill.values() for one in some)]


def hr(at: datetime, command: str, stream: str, **body: object) -> Step:
    return Step(at, HR, "learning", command, stream, body)
