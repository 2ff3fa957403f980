"""Who may ask what of portfolios, time budgets and plans."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.learning.commands.plan import AssignPlan, CreatePlanTemplate, RetirePlanTemplate
from services.learning.commands.portfolio import (
    EndorseContribution,
    FeatureContribution,
    IssueBadge,
    PublishContribution,
    RevokeBadge,
    SetProfileVisibility,
    WithdrawContribution,
)
from services.learning.commands.time_budget import SetTimeBudget
from services.learning.domain.plan import Plan
from services.learning.domain.portfolio_state import Portfolio
from services.learning.domain.time_budget import TimeBudget
from services.learning.events.plan import PlanTemplateCreated
from services.learning.permissions import Facts, may, needs
from shared.kernel.actor import Actor, Client, Person, Policy
from shared.kernel.messages import Command, StreamId

ADA, BEN, EVE = StreamId("person-1"), StreamId("person-2"), StreamId("person-3")
BOSS, HEAD, NEW = StreamId("person-4"), StreamId("person-5"), StreamId("person-6")
PLAN, TODAY = StreamId("plan-1"), date(2026, 11, 23)
HR = frozenset({"hr"})
FACTS = Facts(
    chains={ADA: (BOSS, HEAD), BEN: (BOSS, HEAD), EVE: (HEAD,), BOSS: (HEAD,), HEAD: ()},
    leaders=frozenset({BOSS, HEAD}),
)
HIDDEN, SHOWN = Portfolio(), Portfolio(visibility="public")
CREATED = Plan(
    created=PlanTemplateCreated(plan=PLAN, title="", description="", items=(), created_on=TODAY)
)

OWN: list[Command] = [
    PublishContribution(
        person=ADA, contribution="c", kind="talk", title="t", published_on=TODAY, today=TODAY
    ),
    WithdrawContribution(person=ADA, contribution="c", today=TODAY),
    FeatureContribution(person=ADA, contribution="c", featured=True, today=TODAY),
    SetProfileVisibility(person=ADA, visibility="public", today=TODAY),
]
ENDORSE = EndorseContribution(person=ADA, contribution="c", endorser=BEN, today=TODAY)
BADGES: list[IssueBadge | RevokeBadge] = [
    IssueBadge(person=ADA, badge="b", name="n", reason="r", issued_by=EVE, today=TODAY),
    RevokeBadge(person=ADA, badge="b", reason="r", revoked_by=EVE, today=TODAY),
]
TEMPLATES: list[Command] = [
    CreatePlanTemplate(plan=PLAN, title="t", description="d", items=(), today=TODAY),
    RetirePlanTemplate(plan=PLAN, today=TODAY),
]
ASSIGN = AssignPlan(plan=PLAN, people=(ADA, BEN), starts_on=TODAY, assigned_by=BOSS, today=TODAY)
BUDGET = SetTimeBudget(subject=ADA, scope="person", minutes_a_week=60, set_by=BOSS, today=TODAY)
OF_TEAM = replace(BUDGET, subject=BOSS, scope="team")
OTHERS: list[Actor] = [Client(id="c", scopes=HR), Policy(name="p")]


@pytest.mark.parametrize("command", OWN)
def test_a_portfolio_is_filled_by_its_owner(command: Command) -> None:
    assert may(Person(id=ADA), command, (HIDDEN,), FACTS) == "allowed"
    for other in (Person(id=BEN), Person(id=BOSS), Person(id=EVE, scopes=HR), *OTHERS):
        assert may(other, command, (HIDDEN,), FACTS) == "forbidden"


@pytest.mark.parametrize("actor", [Person(id=BOSS), Person(id=HEAD), Person(id=EVE, scopes=HR)])
def test_who_leads_somebody_and_hr_see_what_they_endorse(actor: Actor) -> None:
    assert may(actor, ENDORSE, (HIDDEN,), FACTS) == "allowed"


def test_a_colleague_endorses_what_is_public_and_finds_nothing_that_is_private() -> None:
    assert may(Person(id=BEN), ENDORSE, (SHOWN,), FACTS) == "allowed"
    assert may(Person(id=BEN), ENDORSE, (HIDDEN,), FACTS) == "hidden"
    assert may(Person(id=BEN), replace(ENDORSE, person=NEW), (Portfolio(),), FACTS) == "hidden"


def test_that_one_does_not_endorse_ones_own_is_for_a_rule_to_say() -> None:
    own = replace(ENDORSE, endorser=ADA)
    assert may(Person(id=ADA), own, (HIDDEN,), FACTS) == "allowed"


@pytest.mark.parametrize("command", BADGES)
def test_hr_issues_and_revokes_badges_never_their_own(command: IssueBadge | RevokeBadge) -> None:
    hr = Person(id=EVE, scopes=HR)
    assert may(hr, command, (HIDDEN,), FACTS) == "allowed"
    assert may(hr, replace(command, person=EVE), (HIDDEN,), FACTS) == "forbidden"
    assert may(hr, replace(command, person=NEW), (HIDDEN,), FACTS) == "hidden"
    for other in (Person(id=ADA), Person(id=BOSS), *OTHERS):
        assert may(other, command, (SHOWN,), FACTS) == "forbidden"


@pytest.mark.parametrize("actor", [Person(id=BOSS), Person(id=HEAD)])
def test_any_manager_above_sets_a_persons_budget(actor: Actor) -> None:
    assert may(actor, BUDGET, (TimeBudget(),), FACTS) == "allowed"


def test_hr_sets_the_budget_of_whom_nobody_leads_and_of_nobody_else() -> None:
    hr = Person(id=EVE, scopes=HR)
    assert may(hr, replace(BUDGET, subject=HEAD), (TimeBudget(),), FACTS) == "allowed"
    assert may(hr, BUDGET, (TimeBudget(),), FACTS) == "forbidden"
    assert may(hr, replace(BUDGET, subject=NEW), (TimeBudget(),), FACTS) == "hidden"


@pytest.mark.parametrize(
    ("days", "verdict"), [(0, "forbidden"), (29, "forbidden"), (30, "allowed")]
)
def test_who_changed_a_line_does_not_stand_in_for_its_manager(days: int, verdict: str) -> None:
    hr, other = Person(id=EVE, scopes=HR), Person(id=BEN, scopes=HR)
    changes: dict[StreamId, dict[str, date]] = {HEAD: {EVE: TODAY - timedelta(days=days)}}
    facts = Facts(chains=FACTS.chains, leaders=FACTS.leaders, changes=changes)
    budget, plan = replace(BUDGET, subject=HEAD), replace(ASSIGN, people=(HEAD,))
    for actor, expected in ((hr, verdict), (other, "allowed")):
        assert may(actor, budget, (TimeBudget(),), facts) == expected
        assert may(actor, plan, (CREATED,), facts) == expected


def test_nobody_sets_their_own_budget_or_sees_a_colleagues() -> None:
    assert may(Person(id=ADA), BUDGET, (TimeBudget(),), FACTS) == "forbidden"
    own = replace(BUDGET, subject=EVE)
    assert may(Person(id=EVE, scopes=HR), own, (TimeBudget(),), FACTS) == "forbidden"
    assert may(Person(id=BEN), BUDGET, (TimeBudget(),), FACTS) == "hidden"
    assert may(Person(id=HEAD), replace(BUDGET, subject=NEW), (TimeBudget(),), FACTS) == "hidden"


def test_a_teams_budget_is_set_by_who_leads_it_or_stands_above() -> None:
    for actor in (Person(id=BOSS), Person(id=HEAD)):
        assert may(actor, OF_TEAM, (TimeBudget(),), FACTS) == "allowed"
    assert may(Person(id=ADA), OF_TEAM, (TimeBudget(),), FACTS) == "hidden"


def test_there_is_no_budget_of_a_team_that_nobody_is_in() -> None:
    nobody = replace(OF_TEAM, subject=ADA)
    for actor in (Person(id=ADA), Person(id=BOSS), Person(id=EVE, scopes=HR)):
        assert may(actor, nobody, (TimeBudget(),), FACTS) == "forbidden"


@pytest.mark.parametrize("command", TEMPLATES)
def test_hr_makes_plan_templates(command: Command) -> None:
    assert may(Person(id=EVE, scopes=HR), command, (CREATED,), FACTS) == "allowed"
    for other in (Person(id=BOSS), Person(id=EVE, scopes=frozenset({"admin"})), *OTHERS):
        assert may(other, command, (CREATED,), FACTS) == "forbidden"


def test_a_plan_is_assigned_by_who_stands_above_each() -> None:
    for actor in (Person(id=BOSS), Person(id=HEAD)):
        assert may(actor, ASSIGN, (CREATED,), FACTS) == "allowed"
    hr = Person(id=EVE, scopes=HR)
    assert may(hr, ASSIGN, (CREATED,), FACTS) == "forbidden"
    assert may(hr, replace(ASSIGN, people=(HEAD,)), (CREATED,), FACTS) == "allowed"
    mixed = replace(ASSIGN, people=(ADA, EVE))
    assert may(Person(id=BOSS), mixed, (CREATED,), FACTS) == "forbidden"
    assert may(Person(id=HEAD), mixed, (CREATED,), FACTS) == "allowed"


def test_nobody_assigns_a_plan_to_themselves_a_colleague_or_somebody_unknown() -> None:
    for people in ((ADA,), (BEN,), (NEW,)):
        command = replace(ASSIGN, people=people)
        assert may(Person(id=ADA), command, (CREATED,), FACTS) == "forbidden"
    hr = Person(id=EVE, scopes=HR)
    for people in ((EVE,), (NEW,)):
        assert may(hr, replace(ASSIGN, people=people), (CREATED,), FACTS) == "forbidden"


def test_there_is_nothing_to_assign_of_a_plan_that_does_not_exist() -> None:
    assert may(Person(id=BOSS), ASSIGN, (Plan(),), FACTS) == "hidden"


@pytest.mark.parametrize("command", [ENDORSE, ASSIGN, BUDGET, OF_TEAM])
@pytest.mark.parametrize("actor", OTHERS)
def test_no_program_does_what_is_for_people(command: Command, actor: Actor) -> None:
    states = (SHOWN,) if command is ENDORSE else (CREATED,)
    assert may(actor, command, states, FACTS) == "forbidden"


def test_the_people_whose_lines_decide_are_asked_for() -> None:
    boss = Person(id=BOSS)
    assert needs(boss, ENDORSE, (HIDDEN,)) == {ADA}
    assert needs(boss, BADGES[0], (HIDDEN,)) == {ADA}
    assert needs(boss, BADGES[1], (HIDDEN,)) == {ADA}
    assert needs(boss, BUDGET, (TimeBudget(),)) == {ADA}
    assert needs(boss, ASSIGN, (CREATED,)) == {ADA, BEN}
    assert needs(boss, OWN[0], (HIDDEN,)) == frozenset()


def test_an_answer_to_a_peer_is_the_same_whether_or_not_there_is_a_portfolio() -> None:
    peer = Person(id=BEN)
    assert needs(peer, ENDORSE, (HIDDEN,)) == needs(peer, ENDORSE, (SHOWN,))
