"""Who works at the demo company: the same people for the same seed.

Four levels: the head, directors with a department each, managers with a team each, and everybody
else. HR is a department of its own, without a role of the catalogue.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from suite.demo.names import FIRST, LAST, PLACES

DEPARTMENTS = ("Engineering", "Data", "Security", "Operations", "Products", "Customer Solutions")
TEAM_SIZE = 8


@dataclass(frozen=True, slots=True)
class Colleague:
    """One row of the company's CSV; ``level`` 1 the head … 4, ``role`` an ESCO URI or empty."""

    id: str
    name: str
    mail: str
    job: str
    department: str
    role: str
    manager: str
    time_zone: str
    languages: tuple[str, ...]
    level: int


@dataclass(frozen=True, slots=True)
class Job:
    """A role of the catalogue that people of a department can hold."""

    uri: str
    title: str


def company(people: int, jobs: Sequence[Job], seed: int = 7) -> list[Colleague]:
    """``people`` ≥ 3 colleagues, managers before their reports; departments share the jobs."""
    dice = random.Random(seed)
    names = distinct_names(people, dice)
    chart: list[Colleague] = []

    def hire(level: int, department: str, manager: str, job: str, role: str) -> Colleague:
        name = names[len(chart)]
        place, languages = dice.choice(PLACES)
        mail = f"{name.lower().replace(' ', '.')}@acme.example"
        number = f"E{len(chart) + 1:04d}"
        chart.append(
            Colleague(number, name, mail, job, department, role, manager, place, languages, level)
        )
        return chart[-1]

    head = hire(1, "Management", "", "Chief Executive Officer", "")
    hire(2, "People", head.id, "Head of People", "")
    offices = [
        (department, hire(2, department, head.id, f"Director of {department}", "").id)
        for department in DEPARTMENTS[: max(1, min(len(DEPARTMENTS), (people - 2) // 9))]
    ]
    teams = 0
    while len(chart) < people:
        department, director = offices[teams % len(offices)]
        own = [
            job for n, job in enumerate(jobs) if n % len(offices) == teams % len(offices)
        ] or list(jobs)
        lead_job = own[teams // len(offices) % len(own)]
        lead = hire(3, department, director, f"Team lead, {lead_job.title}", lead_job.uri)
        for _ in range(min(TEAM_SIZE - 1 + teams % 3, people - len(chart))):
            job = lead_job if dice.random() < 0.7 else dice.choice(own)
            hire(4, department, lead.id, job.title.capitalize(), job.uri)
        teams += 1
    return chart


def distinct_names(count: int, dice: random.Random) -> list[str]:
    """``count`` names, no two alike; beyond all pairs a middle initial tells them apart."""
    pairs = [f"{first} {last}" for first in FIRST for last in LAST]
    dice.shuffle(pairs)
    initials = "ABCDEFGHJKLMNPRSTVW"
    while len(pairs) < count:
        turn = len(pairs) // (len(FIRST) * len(LAST)) - 1
        middle = initials[turn % len(initials)] * (turn // len(initials) + 1)
        pairs += [f"{first} {middle} {last}" for first in FIRST for last in LAST]
    return pairs[:count]
