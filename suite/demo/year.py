"""The demo company's year: every step of everybody, in the order of time."""

import random
from collections.abc import Sequence
from datetime import date

from suite.demo.assignments_year import assignments
from suite.demo.catalogue import CatalogueRole, Member
from suite.demo.goals_year import goals_of
from suite.demo.journal_year import demand, journal_of
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
    return sorted(steps, key=lambda step: step.at)
