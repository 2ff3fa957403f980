"""The demo company's year: every step of everybody, in the order of time."""

import random
from collections.abc import Iterator, Sequence
from datetime import date

from suite.demo.assignments_year import assignments
from suite.demo.catalogue import CatalogueRole, Member
from suite.demo.courses import catalogue_steps, offers
from suite.demo.credentials_year import credentials_of
from suite.demo.goals_year import goals_of
from suite.demo.journal_year import demand, journal_of
from suite.demo.learning_year import Seats, learning_of
from suite.demo.showcase_year import showcase
from suite.demo.step import Step


def year(
    members: Sequence[Member],
    roles: Sequence[CatalogueRole],
    today: date,
    months: int = 12,
    seed: int = 7,
) -> list[Step]:
    """The same steps for the same arguments, sorted by time; none lies after ``today``."""
    dice = random.Random(seed)
    steps = list(demand(roles, today, months, dice))
    for member in members:
        steps += goals_of(member, roles, today, months, dice)
        steps += journal_of(member, today, months, dice)
    steps += assignments(members, roles, today, months, dice)
    steps += learning(members, roles, today, months, random.Random(seed + 1))
    return sorted(steps, key=lambda step: step.at)


def learning(
    members: Sequence[Member],
    roles: Sequence[CatalogueRole],
    today: date,
    months: int,
    dice: random.Random,
) -> Iterator[Step]:
    """What is offered, who learns it, what is known of whom, and what they show of it."""
    offered = offers(members, roles, today, months, dice)
    names = {wanted.skill: wanted.name for role in roles for wanted in role.wanted}
    yield from catalogue_steps(offered, names, members, dice)
    seats = Seats()
    for member in members:
        yield from learning_of(member, roles, offered, seats, today, dice)
        yield from credentials_of(member, roles, offered.from_day, today, dice)
    yield from showcase(members, roles, offered.from_day, today, dice)
