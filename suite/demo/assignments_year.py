"""A year of the stretch-assignment marketplace, from published to validated."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from suite.demo.catalogue import CatalogueRole, Member, Wanted
from suite.demo.step import HR, Issue, Step, dated_id, moment

TITLES = (
    "Help {department} with {skill} for a quarter",
    "Lead the review of {skill} in {department}",
    "Prototype: {skill} for the next release",
    "Stand in for {department}'s expert in {skill}",
)
LEARNT = (
    "How much preparation a handover needs.",
    "To ask for the goal before asking for the data.",
    "That a small prototype answers more than a long discussion.",
    "To say earlier that something does not work.",
)
OUTCOMES = ("exceeded", "met", "met", "met", "partly", "not_met")


def assignments(
    members: Sequence[Member],
    roles: Sequence[CatalogueRole],
    today: date,
    months: int,
    dice: random.Random,
) -> Iterator[Step]:
    """About one assignment a fortnight for each hundred people."""
    managers = {member.manager for member in members}
    leads = [member for member in members if member.level == 3 and member.person in managers]
    staff = [member for member in members if member.level == 4 and member.manager]
    count = max(3, len(members) * months // 45) if leads and staff else 0
    for _ in range(count):
        day = today - timedelta(days=dice.randint(1, months * 30))
        yield from one_assignment(dice.choice(leads), staff, roles, day, today, dice)


def one_assignment(
    publisher: Member,
    staff: Sequence[Member],
    roles: Sequence[CatalogueRole],
    day: date,
    today: date,
    dice: random.Random,
) -> Iterator[Step]:
    began = moment(day, dice)
    assignment = dated_id("stretch_assignment", began, dice)
    role = dice.choice(roles)
    wanted = dice.sample(list(role.wanted), min(len(role.wanted), 2))
    starts, weeks = day + timedelta(days=dice.randint(21, 35)), dice.choice((6, 8, 12))
    ends = starts + timedelta(weeks=weeks)
    places = dice.choice((1, 1, 2, 3))

    def step(when: date, actor: str, command: str, **body: object) -> Step:
        whole = {"assignment": assignment, **body}
        return Step(moment(when, dice), actor, "goals", command, assignment, whole)

    terms = offer(publisher, wanted, starts, weeks, dice)
    body = {"assignment": assignment, "places": places, **terms}
    yield Step(began, publisher.person, "goals", "publish-assignment", assignment, body)
    others = [member for member in staff if member.manager != publisher.person]
    for n, applicant in enumerate(dice.sample(others, min(len(others), places + 1))):
        applied = day + timedelta(days=dice.randint(1, 5))
        yield from application(
            step,
            publisher,
            applicant,
            (starts, ends),
            today,
            dice,
            applied=applied,
            wins=n < places,
        )


def offer(
    publisher: Member, wanted: Sequence[Wanted], starts: date, weeks: int, dice: random.Random
) -> dict[str, object]:
    title = dice.choice(TITLES).format(department=publisher.department, skill=wanted[0].name)
    return {
        "title": title,
        "description": f"{weeks} weeks beside your own work, with somebody to ask at any time.",
        "skills": [{"skill": skill.skill, "level": skill.level} for skill in wanted],
        "hours_a_week": dice.choice((4, 6, 8)),
        "starts_on": starts.isoformat(),
        "ends_on": (starts + timedelta(weeks=weeks)).isoformat(),
    }


def application(
    step: Issue,
    publisher: Member,
    applicant: Member,
    term: tuple[date, date],
    today: date,
    dice: random.Random,
    *,
    applied: date,
    wins: bool,
) -> Iterator[Step]:
    """Applied for, decided by the applicant's manager, taken up: as far as it is by today."""
    person, manager = applicant.person, applicant.manager or HR
    decided, accepted = applied + timedelta(days=dice.randint(1, 5)), applied + timedelta(days=7)
    if applied < today:
        yield step(applied, person, "apply", note="I would like to learn this by doing it.")
    if decided >= today or dice.random() < 0.1:
        return
    if dice.random() < 0.1:
        yield step(decided, manager, "decline-applicant", applicant=person)
        return
    yield step(decided, manager, "approve-applicant", applicant=person)
    if wins and accepted < min(today, term[0]):
        yield step(accepted, publisher.person, "accept-applicant", applicant=person)
        yield from outcome(step, publisher, person, manager, term[1], today, dice)


def outcome(
    step: Issue,
    publisher: Member,
    person: str,
    manager: str,
    ends: date,
    today: date,
    dice: random.Random,
) -> Iterator[Step]:
    completed, validated = ends + timedelta(days=2), ends + timedelta(days=dice.randint(4, 12))
    how, learnt = dice.choice(OUTCOMES), dice.choice(LEARNT)
    if completed < today:
        done = {"person": person, "outcome": how, "learnt": learnt}
        yield step(completed, publisher.person, "complete-assignment", **done)
    if validated < today:
        yield step(validated, manager, "validate-outcome", person=person)
