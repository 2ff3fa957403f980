"""A year of learning: planned, enrolled, started, given time, completed and scored, or given up."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from suite.demo.catalogue import CatalogueRole, Member
from suite.demo.courses import SEATS, Occurrence, Offer, Offers
from suite.demo.step import HR, Step, dated_id, moment


@dataclass(frozen=True, slots=True)
class Way:
    """One person's way through one activity; ``enrolment`` is its stream."""

    person: str
    offer: Offer
    enrolment: str
    dice: random.Random

    def step(
        self, when: date, command: str, /, *, actor: str | None = None, **body: object
    ) -> Step:
        whole = {"enrolment": self.enrolment, **body}
        at = moment(when, self.dice)
        return Step(at, actor or self.person, "learning", command, self.enrolment, whole)


class Seats:
    """How many are taken, so that only seminars have people who wait."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()

    def left(self, offer: Offer, occurrence: Occurrence) -> bool:
        return offer.kind != "workshop" or self._taken[occurrence.occurrence] < SEATS["workshop"]

    def take(self, occurrence: Occurrence) -> None:
        self._taken[occurrence.occurrence] += 1


def learning_of(
    member: Member,
    roles: Sequence[CatalogueRole],
    offered: Offers,
    seats: Seats,
    today: date,
    dice: random.Random,
) -> Iterator[Step]:
    """One to three activities in the skills of the person's role, and the induction."""
    span = (today - offered.from_day).days
    if span < 3:
        return
    if member.level == 4 and dice.random() < 0.8:
        day = offered.from_day + timedelta(days=dice.randint(0, min(40, span)))
        yield from one_way(member, offered.induction, day, seats, today, dice)
    own = next((role for role in roles if role.role == member.role), None)
    known = [
        offer
        for wanted in (own.wanted if own else ())
        for offer in offered.by_skill.get(wanted.skill, ())
    ]
    for offer in dice.sample(known, min(len(known), dice.choice((0, 1, 1, 2, 3)))):
        day = offered.from_day + timedelta(days=dice.randint(0, span))
        yield from one_way(member, offer, day, seats, today, dice)


def one_way(
    member: Member, offer: Offer, day: date, seats: Seats, today: date, dice: random.Random
) -> Iterator[Step]:
    way = Way(member.person, offer, dated_id("enrolment", moment(day, dice), dice), dice)
    if dice.random() < 0.15:
        planned = (day + timedelta(days=30)).isoformat()
        yield way.step(day, "plan-learning", activity=offer.activity, planned_for=planned)
    elif not offer.occurrences:
        yield way.step(day, "enrol", activity=offer.activity)
        start = day + timedelta(days=dice.randint(1, 10))
        if start < today and dice.random() < 0.9:
            yield from studied(way, start, today)
    else:
        coming = (one for one in offer.occurrences if one.day > day and seats.left(offer, one))
        if (occurrence := next(coming, None)) is not None:
            seats.take(occurrence)
            yield from attended(way, occurrence, day, today)


def attended(way: Way, occurrence: Occurrence, day: date, today: date) -> Iterator[Step]:
    """A workshop; whoever goes to a seminar may still be waiting for a seat."""
    seat = {"activity": way.offer.activity, "occurrence": occurrence.occurrence}
    yield way.step(day, "enrol", **seat)
    second = occurrence.day + timedelta(days=1)
    if way.offer.kind != "workshop" or second >= today:
        return
    yield way.step(occurrence.day, "start")
    for on in (occurrence.day, second):
        yield way.step(second, "record-time", day=on.isoformat(), minutes=way.offer.minutes // 2)
    yield from finished(way, second + timedelta(days=1), today)


def studied(way: Way, start: date, today: date) -> Iterator[Step]:
    """Some hours a week until it is done, or until today."""
    dice = way.dice
    yield way.step(start, "start")
    day = start
    for nth in range(max(1, way.offer.minutes // 180)):
        day = start + timedelta(days=1 + nth * 7)
        if day >= today:
            return
        yield way.step(day, "record-time", day=day.isoformat(), minutes=dice.randint(60, 200))
        if dice.random() < 0.03:
            given_up = day + timedelta(days=1)
            if given_up < today:
                yield way.step(given_up, "withdraw", activity=way.offer.activity)
            return
    if dice.random() < 0.85:
        yield from finished(way, day + timedelta(days=2), today)


def finished(way: Way, done: date, today: date) -> Iterator[Step]:
    if done >= today:
        return
    yield way.step(done, "complete", completed_on=done.isoformat())
    scored = done + timedelta(days=way.dice.randint(3, 12))
    if way.offer.assessor is not None and scored < today:
        actor = HR if way.offer.assessor == way.person else way.offer.assessor
        score = round(way.dice.triangular(0.55, 1.0, 0.85), 2)
        yield way.step(scored, "record-score", actor=actor, score=score)
