"""A command that names an erased person is answered as one that names an unknown person."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeAlias
from uuid import uuid4

import asyncpg
import pytest

from tests.integration.runtime.running import Issuer, Service, eventually, hired, new, running

Rows: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
Body: TypeAlias = dict[str, object]
TODAY = datetime.now(UTC).date()
DAY, LATER = str(TODAY - timedelta(days=1)), str(TODAY + timedelta(days=90))
SKILL = new("skill")
TAKEN, SCORED = {"skill": SKILL, "level": 2}, {"skill": SKILL, "result": str(uuid4())}


@dataclass
class Named:
    """A person with records by id; of a stranger these are ids of nothing."""

    person: str
    enrolment: str
    certification: str
    goal: str
    claim: str
    result: str
    contribution: str
    badge: str


def somebody(person: str) -> Named:
    items = [str(uuid4()) for _ in range(4)]
    return Named(person, new("enrolment"), new("certification"), new("career_goal"), *items)


@dataclass
class Company:
    services: dict[str, Service]
    issuer: Issuer
    hr: str
    admin: str
    activity: str
    assignment: str
    plan: str

    async def asks(self, service: str, command: str, body: Body, by: str) -> tuple[int, str]:
        token = self.issuer.token(by, *(("hr",) if by == self.hr else ()))
        answer = await self.services[service].command(command, body, token)
        return answer.status_code, answer.text

    async def does(self, service: str, command: str, body: Body, by: str) -> None:
        status, text = await self.asks(service, command, body, by)
        assert status == 200, (command, text)

    async def record_all_of(self, of: Named) -> None:
        """Everything that others could judge later."""
        me, activity = of.person, self.activity
        one: Body = {"enrolment": of.enrolment}
        claim: Body = {"person": me, "skill": SKILL, "claim": of.claim, "level": 2}
        proof: Body = {"earned_on": DAY, "proof": "seen"}
        paper: Body = {"certification": of.certification, "person": me, "name": "P"}
        item: Body = {"contribution": of.contribution, "kind": "talk", "title": "T"}
        badge: Body = {"person": me, "badge": of.badge, "name": "B", "reason": "R"}
        goal: Body = {"goal": of.goal, "title": "T", "why": "W", "due": LATER}
        result: Body = {"person": me, **TAKEN, "result": of.result, "test": "t", "taken_on": DAY}
        await self.does("learning", "enrol", {**one, "activity": activity}, me)
        await self.does("learning", "start", one, me)
        await self.does("learning", "complete", {**one, "completed_on": str(TODAY)}, me)
        await self.does(
            "learning", "claim-certification", {**paper, "skills": [TAKEN], **proof}, me
        )
        await self.does(
            "learning", "submit-prior-learning", {**claim, "kind": "certification", **proof}, me
        )
        await self.does("learning", "publish-contribution", {**item, "published_on": DAY}, me)
        await self.does("learning", "set-profile-visibility", {"visibility": "public"}, me)
        await self.does("learning", "issue-badge", badge, self.hr)
        await self.does("learning", "record-test-result", result, self.hr)
        await self.does("goals", "define-career-goal", goal, me)
        await self.does("goals", "share-goal", {"goal": of.goal, "shared_with": "everyone"}, me)
        await self.does("goals", "apply", {"assignment": self.assignment}, me)


def naming(company: Company, of: Named) -> list[tuple[str, str, Body]]:
    """What HR asks about somebody, by service and command."""
    person: Body = {"person": of.person}
    paper: Body = {"certification": of.certification}
    claim: Body = {**person, "skill": SKILL, "claim": of.claim}
    proof: Body = {"earned_on": DAY, "proof": "seen"}
    one: Body = {"enrolment": of.enrolment}
    work: Body = {"assignment": company.assignment}
    offer: Body = {"title": "T", "description": "D", "minutes": 60, "assessor": of.person}
    fresh: Body = {"person": of.person, "badge": str(uuid4())}
    result: Body = {**person, **SCORED, "level": 2, "test": "t", "taken_on": DAY}
    earned: Body = {"certification": new("certification"), "name": "N", "skills": [TAKEN], **proof}
    tested: Body = {**person, "skill": SKILL, "result": of.result, "reason": "R"}
    contest: Body = {"contest": str(uuid4()), "upheld": True, "answer": "A"}
    budget: Body = {"subject": of.person, "minutes_a_week": 60}
    plan: Body = {"plan": company.plan, "people": [of.person], "starts_on": LATER}
    profile: Body = {"name": "N", "mail": "n@acme.example", "time_zone": None, "languages": []}
    new_claim: Body = {"claim": str(uuid4()), "kind": "certification", "level": 2}
    return [
        ("learning", "issue-badge", {**fresh, "name": "N", "reason": "R"}),
        ("learning", "revoke-badge", {**person, "badge": of.badge, "reason": "R"}),
        ("learning", "record-test-result", result),
        ("learning", "revoke-test-result", tested),
        ("learning", "submit-prior-learning", {**claim, **new_claim, **proof}),
        ("learning", "confirm-prior-learning", claim),
        ("learning", "decline-prior-learning", {**claim, "reason": "R"}),
        ("learning", "revoke-prior-learning", {**claim, "reason": "R"}),
        ("learning", "decide-contest", {**person, "skill": SKILL, **contest}),
        ("learning", "claim-certification", {**person, **earned}),
        ("learning", "confirm-certification", paper),
        ("learning", "decline-certification", {**paper, "reason": "R"}),
        ("learning", "revoke-certification", {**paper, "reason": "R"}),
        ("learning", "renew-certification", {**paper, **proof}),
        ("learning", "endorse-contribution", {**person, "contribution": of.contribution}),
        ("learning", "set-time-budget", {**budget, "scope": "person"}),
        ("learning", "set-time-budget", {**budget, "scope": "team"}),
        ("learning", "assign-plan", plan),
        ("learning", "record-score", {**one, "score": 0.5}),
        ("learning", "revoke-completion", {**one, "reason": "R"}),
        ("learning", "withdraw", {**one, "activity": company.activity}),
        ("learning", "publish-activity", {**offer, "activity": new("activity"), "kind": "course"}),
        ("learning", "revise-activity", {**offer, "activity": company.activity}),
        ("goals", "pause-goal", {"goal": of.goal}),
        ("goals", "approve-applicant", {**work, "applicant": of.person}),
        ("goals", "decline-applicant", {**work, "applicant": of.person}),
        ("goals", "accept-applicant", {**work, "applicant": of.person}),
        ("goals", "complete-assignment", {**work, **person, "outcome": "met", "learnt": "L"}),
        ("goals", "validate-outcome", {**work, **person}),
        ("directory", "change-profile", {**person, **profile}),
        ("directory", "change-job", {**person, "title": None, "department": None, "role": None}),
        ("directory", "deactivate-person", person),
        ("directory", "reactivate-person", person),
        ("directory", "change-manager", {**person, "manager": None}),
        ("directory", "change-manager", {"person": company.admin, "manager": of.person}),
        ("directory", "arrange-reporting-lines", {"lines": [{**person, "manager": None}]}),
    ]  # fmt: skip


@pytest.fixture(scope="module")
async def company(
    directory: Service,
    goals: Service,
    environment: dict[str, str],
    issuer: Issuer,
    rows: Rows,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Company]:
    async with running("learning", environment, tmp_path_factory.mktemp("log")) as learning:
        services = {"directory": directory, "goals": goals, "learning": learning}
        hr, admin = [await hired(directory, goals, issuer, name) for name in ("hr", "admin")]
        names = (new("activity"), new("stretch_assignment"), new("plan"))
        company = Company(services, issuer, hr, admin, *names)
        await known(company, rows, hr)
        await known(company, rows, admin)
        activity: Body = {"activity": company.activity, "title": "T", "description": "D"}
        work: Body = {"assignment": company.assignment, "title": "T", "description": "D"}
        when: Body = {"starts_on": str(TODAY), "ends_on": LATER, "places": 3, "hours_a_week": 2}
        template: Body = {"plan": company.plan, "title": "T", "description": "D"}
        item: Body = {"activity": company.activity, "within_days": 30}
        course: Body = {**activity, "kind": "course", "minutes": 60}
        await company.does("learning", "define-skill", {"skill": SKILL, "name": "Rust"}, hr)
        await company.does("learning", "publish-activity", course, hr)
        await company.does("learning", "create-plan-template", {**template, "items": [item]}, hr)
        await company.does("goals", "publish-assignment", {**work, **when, "skills": [TAKEN]}, hr)
        yield company


async def known(company: Company, rows: Rows, person: str, count: int = 4) -> None:
    """``count`` tables of goals and learning have somebody; 2 of them forget nobody."""

    async def has() -> bool:
        seen = await rows.fetchval(
            "SELECT (SELECT count(*) FROM goals_rows.known_people WHERE person = $1)"
            " + (SELECT count(*) FROM learning_rows.known_people WHERE person_id = $1)"
            " + (SELECT count(*) FROM goals_rows.managers WHERE person = $1)"
            " + (SELECT count(*) FROM learning_rows.managers WHERE person = $1)",
            person,
        )
        return bool(seen == count)

    logs = company.services.values()
    await eventually(has, otherwise=lambda: "".join(s.log.read_text()[-2000:] for s in logs))


async def forgotten(rows: Rows, person: str) -> None:
    async def gone() -> bool:
        kept = await rows.fetchval(
            "SELECT EXISTS (SELECT FROM goals_rows.known_people WHERE person = $1)"
            " OR EXISTS (SELECT FROM learning_rows.known_people WHERE person_id = $1)",
            person,
        )
        return not kept

    await eventually(gone)


async def test_an_erased_person_is_answered_for_as_an_unknown_one(
    company: Company, rows: Rows
) -> None:
    directory, goals = company.services["directory"], company.services["goals"]
    erased = somebody(await hired(directory, goals, company.issuer, "ada"))
    await known(company, rows, erased.person)
    await company.record_all_of(erased)
    answer = await directory.command(
        "erase-subject", {"person": erased.person}, company.issuer.token(company.admin, "admin")
    )
    assert answer.status_code == 200, answer.text
    await forgotten(rows, erased.person)

    unknown = somebody(new("person"))
    differing = []
    for (service, command, of_erased), (_, _, of_unknown) in zip(
        naming(company, erased), naming(company, unknown), strict=True
    ):
        expected = await company.asks(service, command, of_unknown, company.hr)
        assert expected[0] in {403, 404, 409, 422}, (command, expected)
        got = await company.asks(service, command, of_erased, company.hr)
        if got != expected:
            differing.append((service, command, got, expected))
    assert not differing
