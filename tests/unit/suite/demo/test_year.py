"""The demo's year: the same for the same seed, and only what its people may do."""

from collections import Counter
from datetime import date

import pytest

from suite.demo.catalogue import CatalogueRole, Member, Wanted
from suite.demo.company import Job, company
from suite.demo.step import HR, Step
from suite.demo.year import year

UNTIL = date(2026, 11, 23)
JOBS = [Job(f"uri-{n}", f"role {n}") for n in range(14)]
ROLES = [
    CatalogueRole(
        f"role-{n}", f"uri-{n}", f"role {n}", [Wanted(f"s{n}-{m}", "x", 3) for m in range(8)]
    )
    for n in range(14)
]


def members_of(people: int) -> list[Member]:
    return [
        Member(
            who.id, who.manager or None, who.role.replace("uri", "role"), who.department, who.level
        )
        for who in company(people, JOBS)
    ]


def a_year(people: int, months: int = 12) -> list[Step]:
    return year(members_of(people), ROLES, UNTIL, months)


@pytest.mark.parametrize("people", [3, 12, 29, 240, 5_000])
def test_a_company_has_as_many_people_as_asked_for_and_no_two_with_one_address(people: int) -> None:
    chart = company(people, JOBS)
    assert len({who.id for who in chart}) == len({who.mail for who in chart}) == people


@pytest.mark.parametrize("people", [12, 29, 240])
def test_managers_stand_before_their_reports(people: int) -> None:
    seen = {""}
    for who in company(people, JOBS):
        assert who.manager in seen
        seen.add(who.id)


def test_the_year_is_the_same_each_time() -> None:
    assert a_year(60) == a_year(60)


def test_no_step_lies_after_its_last_day_and_they_are_in_order() -> None:
    times = [step.at for step in a_year(240)]
    assert times == sorted(times)
    assert times[-1].date() <= UNTIL


@pytest.mark.parametrize(("people", "months"), [(12, 1), (29, 2), (240, 12)])
def test_only_who_leads_somebody_publishes(people: int, months: int) -> None:
    leading = {member.manager for member in members_of(people)}
    steps = a_year(people, months)
    publishers = {step.actor for step in steps if step.command == "publish-assignment"}
    assert publishers <= leading
    assert people < 29 or publishers


def test_every_stream_begins_with_its_opening_command() -> None:
    first: dict[str, str] = {}
    for step in a_year(240):
        first.setdefault(step.stream, step.command)
    goals = Counter(command for stream, command in first.items() if "career_goal" in stream)
    assert set(goals) == {"define-career-goal"}


def test_hr_alone_says_what_the_market_asks_for() -> None:
    demand = [step for step in a_year(60) if step.command == "import-demand-snapshot"]
    assert len(demand) >= 2
    assert {step.actor for step in demand} == {HR}
