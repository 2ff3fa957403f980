"""Who may ask what of goals."""

from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import pytest

from services.goals.commands import career_goal as goals
from services.goals.commands import demand, journal
from services.goals.commands import role as roles
from services.goals.commands import stretch_assignment as work
from services.goals.domain import HANDLED
from services.goals.domain.career_goal_state import CareerGoal
from services.goals.domain.demand import Demand
from services.goals.domain.journal import Journal
from services.goals.domain.role import Role
from services.goals.domain.stretch_assignment_state import Application, StretchAssignment
from services.goals.permissions import ENTRIES, NO_FACTS, Facts, may, needs
from shared.kernel.actor import Actor, Client, Person, Policy, Verdict
from shared.kernel.frozen_map import FrozenMap
from shared.kernel.messages import Command, StreamId
from shared.kernel.replacing import replace

ADA, BOSS, LEAD, PEER, TOP = (
    StreamId(f"person-{name}") for name in ("ada", "boss", "lead", "peer", "top")
)
TODAY = date(2026, 11, 23)
FACTS = Facts(managers={ADA: LEAD, BOSS: TOP, TOP: None}, leaders=frozenset({BOSS, LEAD, TOP}))
HR = Person(id=StreamId("person-hr"), scopes=frozenset({"hr"}))
ADMIN = Person(id=StreamId("person-admin"), scopes=frozenset({"admin"}))
ANALYST = Person(id=StreamId("person-analyst"), scopes=frozenset({"analyst"}))
PROGRAM = Client(id="import", scopes=frozenset({"admin"}))
HR_PROGRAM = Client(id="import", scopes=frozenset({"hr"}))
POLICY = Policy(name="offer_lesson")
EVERYBODY: list[Actor] = [
    *(Person(id=who) for who in (ADA, BOSS, LEAD, PEER, TOP)),
    HR,
    ADMIN,
    ANALYST,
    PROGRAM,
    HR_PROGRAM,
    POLICY,
]
GOAL = CareerGoal(owner=ADA, status="active")
OUTCOME = Application(status="completed", waiting_since=TODAY, ask_again_on=None, completed_by=BOSS)
WORK = StretchAssignment(
    status="published",
    publisher=BOSS,
    applications=FrozenMap[StreamId, Application]().with_(ADA, OUTCOME),
)


def made(kind: type[Command], **given: object) -> Any:
    """A command of that kind about Ada, whose other fields do not matter."""
    about_ada: dict[str, object] = {"owner": ADA, "applicant": ADA, "person": ADA, "today": TODAY}
    return kind(**{f.name: given.get(f.name, about_ada.get(f.name)) for f in fields(kind)})


def allowed_to(kind: type[Command], state: object, facts: Facts = FACTS) -> set[str]:
    """The references of those in ``EVERYBODY`` who may."""
    command = made(kind)
    found = {actor for actor in EVERYBODY if may(actor, command, (state,), facts) == "allowed"}
    return {actor.reference + "".join(getattr(actor, "scopes", ())) for actor in found}


def test_every_command_has_exactly_one_entry() -> None:
    assert ENTRIES.keys() == HANDLED.keys()


@pytest.mark.parametrize(
    "kind",
    [
        roles.DefineRole,
        roles.RenameRole,
        roles.SetRequirement,
        roles.DropRequirement,
        demand.ImportDemandSnapshot,
    ],
)
def test_imports_are_for_hr_administrators_and_programs(kind: type[Command]) -> None:
    state = Demand() if kind is demand.ImportDemandSnapshot else Role()
    assert allowed_to(kind, state) == {
        "person-hrhr", "person-adminadmin", "client:importadmin", "client:importhr",
    }  # fmt: skip


@pytest.mark.parametrize("kind", [roles.RetireRole, demand.DeclareSkillObsolete])
def test_retiring_and_declaring_is_for_hr(kind: type[Command]) -> None:
    assert allowed_to(kind, Role()) == {"person-hrhr"}


OF_A_GOAL = [kind for kind, handled in HANDLED.items() if handled is HANDLED[goals.LinkSkill]]


@pytest.mark.parametrize("kind", OF_A_GOAL)
def test_a_goal_is_its_owners_alone(kind: type[Command]) -> None:
    assert allowed_to(kind, GOAL) == {ADA}


@pytest.mark.parametrize("kind", [k for k in OF_A_GOAL if k is not goals.DefineCareerGoal])
@pytest.mark.parametrize("actor", EVERYBODY)
def test_a_goal_that_does_not_exist_is_hidden(kind: type[Command], actor: Actor) -> None:
    expected = "hidden" if isinstance(actor, Person) else "forbidden"
    assert may(actor, made(kind), (CareerGoal(),), FACTS) == expected


@pytest.mark.parametrize(
    ("actor", "goal", "verdict"),
    [
        (Person(id=LEAD), GOAL, "forbidden"),
        (HR, GOAL, "forbidden"),
        (
            Person(id=PEER),
            CareerGoal(owner=ADA, status="active", shared_with="everyone"),
            "forbidden",
        ),
        (Person(id=PEER), CareerGoal(owner=ADA, status="active", shared_with="mentors"), "hidden"),
        (Person(id=PEER), GOAL, "hidden"),
        (Person(id=TOP), GOAL, "hidden"),
        (ADMIN, GOAL, "hidden"),
        (ANALYST, GOAL, "hidden"),
        (HR_PROGRAM, GOAL, "forbidden"),
        (POLICY, GOAL, "forbidden"),
    ],
)
def test_somebody_elses_goal_is_hidden_unless_one_may_read_it(
    actor: Actor, goal: CareerGoal, verdict: Verdict
) -> None:
    assert may(actor, made(goals.CheckIn), (goal,), FACTS) == verdict


def test_anybody_defines_a_goal_of_their_own_and_none_over_anothers() -> None:
    assert (
        may(Person(id=PEER), made(goals.DefineCareerGoal), (CareerGoal(),), NO_FACTS) == "allowed"
    )
    assert may(Person(id=PEER), made(goals.DefineCareerGoal), (GOAL,), FACTS) == "hidden"


def test_an_unknown_manager_reads_nothing() -> None:
    assert may(Person(id=LEAD), made(goals.CheckIn), (GOAL,), NO_FACTS) == "hidden"


OF_A_JOURNAL = [kind for kind, handled in HANDLED.items() if handled is HANDLED[journal.KeepDraft]]


@pytest.mark.parametrize("kind", OF_A_JOURNAL)
def test_a_journal_is_its_owners_alone(kind: type[Command]) -> None:
    assert allowed_to(kind, Journal()) == {ADA}


def test_a_policy_records_drafts_and_nothing_else() -> None:
    draft = made(journal.RecordSetback, draft=True)
    entry = made(journal.RecordSetback, draft=False)
    assert may(POLICY, draft, (Journal(),), NO_FACTS) == "allowed"
    assert may(POLICY, entry, (Journal(),), NO_FACTS) == "forbidden"


def test_managers_and_hr_publish() -> None:
    for actor in EVERYBODY:
        expected = actor in (HR, *(Person(id=who) for who in (BOSS, LEAD, TOP)))
        verdict = may(actor, made(work.PublishAssignment), (StretchAssignment(),), FACTS)
        assert (verdict == "allowed") is expected


@pytest.mark.parametrize("kind", [work.Apply, work.WithdrawApplication])
def test_one_applies_and_withdraws_for_oneself(kind: type[Command]) -> None:
    assert allowed_to(kind, WORK) == {ADA}


def test_the_applicants_own_manager_approves() -> None:
    assert allowed_to(work.ApproveApplicant, WORK) == {LEAD}
    assert allowed_to(work.ApproveApplicant, WORK, Facts(managers={ADA: None})) == {"person-hrhr"}
    assert allowed_to(work.ApproveApplicant, WORK, NO_FACTS) == set()


def test_nobody_approves_themselves() -> None:
    command = made(work.ApproveApplicant, applicant=HR.id)
    assert may(HR, command, (WORK,), Facts(managers={HR.id: None})) == "forbidden"


def test_the_publisher_or_the_manager_declines() -> None:
    assert allowed_to(work.DeclineApplicant, WORK) == {BOSS, LEAD}


@pytest.mark.parametrize(
    "kind", [work.AcceptApplicant, work.CompleteAssignment, work.CancelAssignment]
)
def test_the_publisher_accepts_completes_and_cancels(kind: type[Command]) -> None:
    assert allowed_to(kind, WORK) == {BOSS}


def test_nobody_completes_what_they_did_themselves() -> None:
    command = made(work.CompleteAssignment, person=BOSS)
    assert may(Person(id=BOSS), command, (WORK,), FACTS) == "forbidden"


def test_the_persons_manager_validates() -> None:
    assert allowed_to(work.ValidateOutcome, WORK) == {LEAD}
    assert allowed_to(work.ValidateOutcome, WORK, NO_FACTS) == set()
    assert allowed_to(work.ValidateOutcome, WORK, Facts(managers={ADA: None})) == {"person-hrhr"}


def test_hr_validates_where_the_manager_published_or_completed() -> None:
    own = Facts(managers={ADA: BOSS})
    assert allowed_to(work.ValidateOutcome, WORK, own) == {"person-hrhr"}
    command = made(work.ValidateOutcome)
    manager = Person(id=BOSS, scopes=frozenset({"hr"}))
    assert may(manager, command, (WORK,), own) == "forbidden"
    subject = Person(id=ADA, scopes=frozenset({"hr"}))
    assert may(subject, command, (WORK,), own) == "forbidden"


NOBODY_LEADS_ADA = Facts(managers={ADA: None})
JUDGES = [
    pytest.param(WORK, BOSS, id="published and completed it"),
    pytest.param(replace(WORK, publisher=PEER), BOSS, id="completed it"),
    pytest.param(replace(WORK, publisher=HR.id), HR.id, id="published it"),
]


@pytest.mark.parametrize(("assignment", "judge"), JUDGES)
@pytest.mark.parametrize("manager", [None, BOSS, PEER, HR.id, LEAD])
def test_who_published_or_completed_never_validates(
    assignment: StretchAssignment, judge: StreamId, manager: StreamId | None
) -> None:
    """Whoever leads the person, or nobody, and with or without the scope of HR."""
    facts = Facts(managers={ADA: manager})
    for scopes in (frozenset[str](), frozenset({"hr"})):
        actor = Person(id=judge, scopes=scopes)
        command = made(work.ValidateOutcome)
        assert may(actor, command, (assignment,), facts) == "forbidden"
    other = Person(id=StreamId("person-other"), scopes=frozenset({"hr"}))
    led_by_another = manager not in {None, assignment.publisher, BOSS}
    expected = "forbidden" if led_by_another else "allowed"
    assert may(other, made(work.ValidateOutcome), (assignment,), facts) == expected


def test_hr_who_published_does_not_approve_for_a_manager_whom_there_is_not() -> None:
    own = replace(WORK, publisher=HR.id)
    command = made(work.ApproveApplicant)
    assert may(HR, command, (own,), NOBODY_LEADS_ADA) == "forbidden"
    other = Person(id=StreamId("person-other"), scopes=frozenset({"hr"}))
    assert may(other, command, (own,), NOBODY_LEADS_ADA) == "allowed"
    manager = Person(id=HR.id)
    assert may(manager, command, (own,), Facts(managers={ADA: HR.id})) == "allowed"


@pytest.mark.parametrize(
    "kind", [work.ApproveApplicant, work.DeclineApplicant, work.ValidateOutcome]
)
@pytest.mark.parametrize(
    ("days", "verdict"), [(-1, "forbidden"), (0, "forbidden"), (29, "forbidden"), (30, "allowed")]
)
def test_who_changed_a_line_does_not_stand_in_for_its_manager(
    kind: type[Command], days: int, verdict: Verdict
) -> None:
    changed_on = TODAY - timedelta(days=days)
    detached = Facts(managers={ADA: None}, changes={ADA: {HR.id: changed_on, "client:x": TODAY}})
    assert may(HR, made(kind), (WORK,), detached) == verdict
    other = Person(id=StreamId("person-other"), scopes=frozenset({"hr"}))
    assert may(other, made(kind), (WORK,), detached) == "allowed"


def test_a_manager_who_changed_the_line_is_the_manager_all_the_same() -> None:
    facts = Facts(managers={ADA: LEAD}, changes={ADA: {LEAD: TODAY}})
    assert may(Person(id=LEAD), made(work.ApproveApplicant), (WORK,), facts) == "allowed"


OF_AN_ASSIGNMENT = [
    work.Apply, work.WithdrawApplication, work.ApproveApplicant, work.DeclineApplicant,
    work.AcceptApplicant, work.CompleteAssignment, work.ValidateOutcome, work.CancelAssignment,
]  # fmt: skip


@pytest.mark.parametrize("kind", OF_AN_ASSIGNMENT)
def test_an_assignment_that_does_not_exist_is_hidden(kind: type[Command]) -> None:
    for who in (ADA, PEER, HR.id):
        assert may(Person(id=who), made(kind), (StretchAssignment(),), FACTS) == "hidden"
    assert may(PROGRAM, made(kind), (StretchAssignment(),), FACTS) == "forbidden"


def test_only_a_policy_reminds() -> None:
    assert allowed_to(work.RemindApprover, WORK) == {"policy:offer_lesson"}
    assert HANDLED[work.RemindApprover].policy_only
    assert [kind for kind, handled in HANDLED.items() if handled.policy_only] == [
        work.RemindApprover
    ]


@pytest.mark.parametrize(
    ("actor", "command", "state", "people"),
    [
        (Person(id=BOSS), made(work.PublishAssignment), StretchAssignment(), {BOSS}),
        (HR, made(work.PublishAssignment), StretchAssignment(), set()),
        (Person(id=LEAD), made(work.ApproveApplicant), WORK, {ADA}),
        (Person(id=LEAD), made(work.DeclineApplicant), WORK, {ADA}),
        (Person(id=BOSS), made(work.DeclineApplicant), WORK, {ADA}),
        (Person(id=LEAD), made(work.ValidateOutcome), WORK, {ADA}),
        (Person(id=ADA), made(goals.CheckIn), GOAL, set()),
        (Person(id=PEER), made(goals.CheckIn), GOAL, {ADA}),
        (Person(id=PEER), made(goals.CheckIn), CareerGoal(), {PEER}),
        (Person(id=PEER), made(goals.DefineCareerGoal), CareerGoal(), set()),
        (Person(id=ADA), made(journal.KeepDraft), Journal(), set()),
        (Person(id=ADA), made(work.Apply), WORK, set()),
        (PROGRAM, made(roles.DefineRole), Role(), set()),
        (POLICY, made(work.RemindApprover), WORK, set()),
    ],
)
def test_who_must_be_known(
    actor: Actor, command: Command, state: object, people: set[StreamId]
) -> None:
    assert needs(actor, command, (state,)) == people
