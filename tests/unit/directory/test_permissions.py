"""Who may change people and reporting lines."""

from datetime import date

import pytest

from services.directory.commands.person import (
    ChangeJob,
    ChangeProfile,
    CompleteErasure,
    DeactivatePerson,
    EraseSubject,
    HirePerson,
    ReactivatePerson,
)
from services.directory.commands.reporting_lines import (
    ArrangeReportingLines,
    ChangeManager,
    ReportingLine,
)
from services.directory.domain import HANDLED, reporting_lines
from services.directory.events.reporting_lines import (
    ManagerChanged,
    PersonJoinedLines,
    PersonLeftLines,
    ReportingLinesEvent,
)
from services.directory.permissions import (
    OF_ADMINISTRATORS,
    OF_HR,
    OF_IMPORTS,
    OF_POLICIES,
    Facts,
    may,
    needs,
)
from shared.kernel.actor import Actor, Client, Person, Policy, Verdict
from shared.kernel.messages import Command, StreamId

ME, TOP, MID, LOW, NEW = (StreamId(f"person-{name}") for name in ("me", "top", "mid", "low", "new"))
DAY = date(2026, 11, 23)
HR, ADMIN = frozenset({"hr"}), frozenset({"admin"})


def profile(person: StreamId) -> ChangeProfile:
    return ChangeProfile(
        person=person, name="N", mail="n@acme.example", time_zone=None, languages=(), today=DAY
    )


def job(person: StreamId) -> ChangeJob:
    return ChangeJob(person=person, title=None, department=None, role=None, today=DAY)


def manager(person: StreamId, above: StreamId | None) -> ChangeManager:
    return ChangeManager(person=person, manager=above, today=DAY)


def arrange(person: StreamId, above: StreamId | None) -> ArrangeReportingLines:
    return ArrangeReportingLines(lines=(ReportingLine(person=person, manager=above),), today=DAY)


def leave(person: StreamId) -> DeactivatePerson:
    return DeactivatePerson(person=person, today=DAY)


COMMANDS: list[Command] = [
    HirePerson(person=NEW, name="N", mail="n@acme.example", today=DAY),
    profile(NEW),
    job(NEW),
    leave(NEW),
    ReactivatePerson(person=NEW, today=DAY),
    EraseSubject(person=NEW, today=DAY),
    CompleteErasure(person=NEW, today=DAY),
    manager(NEW, TOP),
    arrange(NEW, TOP),
]


def lines(*pairs: tuple[StreamId, StreamId]) -> reporting_lines.ReportingLines:
    history: list[ReportingLinesEvent] = [
        PersonJoinedLines(person=person, joined_on=DAY) for person in (ME, TOP, MID, LOW, NEW)
    ]
    history += [
        ManagerChanged(person=person, manager=above, previous=None, changed_on=DAY)
        for person, above in pairs
    ]
    return reporting_lines.decider.fold(history)


LINES = lines((ME, TOP), (MID, ME), (LOW, MID))
"""top > me > mid > low; new stands alone."""


def verdict(actor: Actor, command: Command) -> Verdict:
    return may(actor, command, (LINES,), Facts())


def test_each_command_has_exactly_one_entry() -> None:
    entries = [*OF_HR, *OF_IMPORTS, *OF_ADMINISTRATORS, *OF_POLICIES]
    assert sorted(entries, key=str) == sorted(HANDLED, key=str)
    assert all(HANDLED[command].policy_only for command in OF_POLICIES)
    assert {type(command) for command in COMMANDS} == set(HANDLED)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("actor", "entries"),
    [
        (Person(id=ME, scopes=HR), (*OF_HR, *OF_IMPORTS)),
        (Person(id=ME, scopes=ADMIN), (*OF_IMPORTS, *OF_ADMINISTRATORS)),
        (Client(id="c", scopes=HR), (*OF_HR, *OF_IMPORTS)),
        (Client(id="c", scopes=ADMIN), (*OF_HR, *OF_IMPORTS)),
        (Person(id=ME), ()),
        (Person(id=ME, scopes=frozenset({"analyst"})), ()),
        (Client(id="c"), ()),
        (Policy(name="p"), OF_POLICIES),
    ],
)
def test_scopes_open_commands(
    actor: Actor, entries: tuple[type[Command], ...], command: Command
) -> None:
    assert verdict(actor, command) == ("allowed" if isinstance(command, entries) else "forbidden")
    assert needs(actor, command, (LINES,)) == frozenset()


@pytest.mark.parametrize(
    "command",
    [
        manager(ME, NEW),
        manager(ME, None),
        manager(NEW, ME),
        arrange(ME, NEW),
        arrange(NEW, ME),
        leave(ME),
        leave(TOP),
        leave(MID),
        manager(NEW, LOW),
        arrange(NEW, MID),
    ],
    ids=str,
)
def test_nobody_redraws_their_own_lines(command: Command) -> None:
    assert verdict(Person(id=ME, scopes=HR), command) == "forbidden"


@pytest.mark.parametrize(
    "command", [leave(LOW), manager(LOW, None), manager(LOW, TOP), manager(TOP, NEW)], ids=str
)
def test_hr_redraws_the_lines_of_others(command: Command) -> None:
    assert verdict(Person(id=ME, scopes=HR), command) == "allowed"


def test_an_import_leaves_its_issuers_own_row_alone() -> None:
    administrator = Person(id=ME, scopes=ADMIN)
    assert verdict(administrator, job(ME)) == "forbidden"
    assert verdict(administrator, profile(ME)) == "forbidden"
    assert verdict(Person(id=ME, scopes=HR), job(ME)) == "allowed"


def test_what_holds_already_redraws_nothing() -> None:
    assert verdict(Person(id=ME, scopes=HR), arrange(MID, ME)) == "allowed"


def test_nobody_lets_themselves_leave() -> None:
    assert verdict(Person(id=TOP, scopes=HR), leave(TOP)) == "forbidden"


def test_the_first_arrangement_of_a_company_may_name_its_issuer() -> None:
    command = arrange(ME, TOP)
    assert may(Person(id=ME, scopes=ADMIN), command, (lines(),), Facts()) == "allowed"


def test_lines_that_were_all_ended_are_no_empty_directory() -> None:
    """An issuer who reports to nobody could end every line, then draw them anew."""
    ended = reporting_lines.decider.fold(
        [
            PersonJoinedLines(person=ME, joined_on=DAY),
            PersonJoinedLines(person=TOP, joined_on=DAY),
            PersonJoinedLines(person=LOW, joined_on=DAY),
            ManagerChanged(person=LOW, manager=TOP, previous=None, changed_on=DAY),
            ManagerChanged(person=LOW, manager=None, previous=TOP, changed_on=DAY),
            PersonLeftLines(person=LOW, for_good=False, left_on=DAY),
        ]
    )
    assert may(Person(id=ME, scopes=ADMIN), arrange(TOP, ME), (ended,), Facts()) == "forbidden"


def test_lines_in_a_circle_are_left_to_the_rules() -> None:
    assert verdict(Person(id=ME, scopes=HR), manager(TOP, LOW)) == "forbidden"
    assert verdict(Person(id=NEW, scopes=HR), manager(TOP, LOW)) == "allowed"
