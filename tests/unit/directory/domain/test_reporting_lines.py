"""The rules of the reporting lines: given events, when a command, then events."""

from datetime import date
from time import process_time_ns

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.directory.commands.person import (
    DeactivatePerson,
    EraseSubject,
    HirePerson,
    ReactivatePerson,
)
from services.directory.commands.reporting_lines import (
    ArrangeReportingLines,
    ChangeManager,
    ReportingLine,
    ReportingLinesCommand,
)
from services.directory.domain import reporting_lines
from services.directory.events.reporting_lines import (
    ManagerChanged,
    PersonJoinedLines,
    PersonLeftLines,
    PersonRejoinedLines,
    ReportingLinesEvent,
)
from shared.kernel.errors import NotFound, SuiteError
from shared.kernel.messages import NOBODY, StreamId
from shared.testing.decider_spec import DeciderSpec

given = DeciderSpec(reporting_lines.decider).given

ANN, BOB, CEM, DAN = (StreamId(f"person-{name}") for name in ("ann", "bob", "cem", "dan"))
DAY = date(2026, 11, 23)


def hire(person: StreamId) -> HirePerson:
    return HirePerson(person=person, name="N", mail="n@acme.example", today=DAY)


def change(person: StreamId, manager: StreamId | None) -> ChangeManager:
    return ChangeManager(person=person, manager=manager, today=DAY)


def arrange(*lines: tuple[StreamId, StreamId | None]) -> ArrangeReportingLines:
    pairs = tuple(ReportingLine(person=person, manager=manager) for person, manager in lines)
    return ArrangeReportingLines(lines=pairs, today=DAY)


def leave(person: StreamId) -> DeactivatePerson:
    return DeactivatePerson(person=person, today=DAY)


def erase(person: StreamId) -> EraseSubject:
    return EraseSubject(person=person, today=DAY)


def come_back(person: StreamId) -> ReactivatePerson:
    return ReactivatePerson(person=person, today=DAY)


def joined(person: StreamId) -> PersonJoinedLines:
    return PersonJoinedLines(person=person, joined_on=DAY)


def under(
    person: StreamId, manager: StreamId | None, previous: StreamId | None = None
) -> ManagerChanged:
    return ManagerChanged(person=person, manager=manager, previous=previous, changed_on=DAY)


def left(person: StreamId, *, for_good: bool = False) -> PersonLeftLines:
    return PersonLeftLines(person=person, for_good=for_good, left_on=DAY)


def rejoined(person: StreamId) -> PersonRejoinedLines:
    return PersonRejoinedLines(person=person, rejoined_on=DAY)


ALL = (joined(ANN), joined(BOB), joined(CEM), joined(DAN))
CHAIN = (*ALL, under(BOB, ANN), under(CEM, BOB), under(DAN, CEM))


def test_who_is_hired_joins_once() -> None:
    given().when(hire(ANN)).then(joined(ANN))
    given(joined(ANN)).when(hire(ANN)).then_nothing()


def test_a_person_gets_a_manager_and_another_and_none() -> None:
    given(*ALL).when(change(BOB, ANN)).then(under(BOB, ANN))
    given(*CHAIN).when(change(DAN, ANN)).then(under(DAN, ANN, CEM))
    given(*CHAIN).when(change(DAN, None)).then(under(DAN, None, CEM))


def test_the_same_manager_again_changes_nothing() -> None:
    given(*CHAIN).when(change(DAN, CEM)).then_nothing()
    given(*CHAIN).when(change(ANN, None)).then_nothing()
    given(*CHAIN).when(arrange((BOB, ANN), (CEM, BOB))).then_nothing()
    given(*CHAIN).when(arrange()).then_nothing()


def test_both_ends_are_active_people() -> None:
    given(joined(ANN), joined(BOB), left(BOB)).when(change(ANN, BOB)).then_refused(
        reporting_lines.NotInLines
    )
    given(joined(ANN), joined(BOB), left(BOB)).when(change(BOB, ANN)).then_refused(
        reporting_lines.NotInLines
    )
    given(joined(ANN)).when(change(ANN, BOB)).then_refused(reporting_lines.NotInLines)
    given(joined(ANN)).when(arrange((BOB, ANN))).then_refused(reporting_lines.NotInLines)
    with pytest.raises(NotFound):
        given(joined(ANN)).when(change(BOB, ANN))


@pytest.mark.parametrize("below", [ANN, BOB, DAN])
def test_nobody_reports_to_themselves_by_whatever_detour(below: StreamId) -> None:
    given(*CHAIN).when(change(ANN, below)).then_refused(reporting_lines.LinesFormCycle)


def test_an_arrangement_is_judged_as_it_stands_afterwards() -> None:
    upside_down = arrange((ANN, BOB), (BOB, CEM), (CEM, None))
    given(*CHAIN).when(upside_down).then(
        under(ANN, BOB), under(BOB, CEM, ANN), under(CEM, None, BOB)
    )
    given(*ALL).when(arrange((ANN, BOB), (BOB, CEM), (CEM, ANN))).then_refused(
        reporting_lines.LinesFormCycle
    )


def test_an_arrangement_names_each_person_once_and_not_too_many() -> None:
    given(*ALL).when(arrange((BOB, ANN), (BOB, CEM))).then_refused(
        reporting_lines.ArrangementUnclear
    )
    many = [StreamId(f"person-{number}") for number in range(reporting_lines.MOST_LINES + 1)]
    given(*map(joined, many)).when(arrange(*((person, None) for person in many))).then_refused(
        reporting_lines.ArrangementUnclear
    )


def test_who_leaves_hands_their_reports_to_their_own_manager() -> None:
    history = (*ALL, under(BOB, ANN), under(CEM, BOB), under(DAN, BOB))
    given(*history).when(leave(BOB)).then(under(CEM, ANN, BOB), under(DAN, ANN, BOB), left(BOB))
    given(*history).when(erase(ANN)).then(under(BOB, None, ANN), left(ANN, for_good=True))


def test_who_comes_back_has_neither_manager_nor_reports() -> None:
    lines = given(*CHAIN, left(CEM), rejoined(CEM)).state
    assert lines.managers[CEM] is None
    assert given(*CHAIN, under(DAN, BOB, CEM), left(CEM), rejoined(CEM)).state.reports(CEM) == []


def test_leaving_and_coming_back_twice_changes_nothing() -> None:
    given(joined(ANN), left(ANN)).when(leave(ANN)).then_nothing()
    given(joined(ANN), left(ANN)).when(come_back(ANN)).then(rejoined(ANN))
    given(joined(ANN)).when(come_back(ANN)).then_nothing()


def test_who_is_erased_after_leaving_leaves_for_good() -> None:
    for_good = left(ANN, for_good=True)
    given(joined(ANN), left(ANN)).when(erase(ANN)).then(for_good)
    given(joined(ANN), for_good).when(erase(ANN)).then_nothing()
    given(joined(ANN), for_good).when(come_back(ANN)).then_nothing()


def test_a_line_concerns_the_person_and_both_managers_and_is_nobodys_record() -> None:
    lines = given(*CHAIN).state
    assert reporting_lines.about(lines, under(DAN, ANN, CEM)) == (NOBODY, DAN, CEM, ANN)
    assert reporting_lines.about(lines, left(DAN)) == (NOBODY, DAN)


PEOPLE = st.sampled_from([ANN, BOB, CEM, DAN])
MAYBE = st.none() | PEOPLE
any_command = st.one_of(
    st.builds(hire, PEOPLE),
    st.builds(change, PEOPLE, MAYBE),
    st.lists(st.tuples(PEOPLE, MAYBE), max_size=4).map(lambda lines: arrange(*lines)),
    st.builds(leave, PEOPLE),
    st.builds(erase, PEOPLE),
    st.builds(come_back, PEOPLE),
)


def history_of(commands: list[ReportingLinesCommand]) -> list[ReportingLinesEvent]:
    history: list[ReportingLinesEvent] = [joined(ANN), joined(BOB), joined(CEM)]
    for command in commands:
        try:
            history += reporting_lines.decide(command, reporting_lines.decider.fold(history))
        except SuiteError:
            continue
    return history


@for_all(st.lists(any_command, max_size=20))
def test_no_cycle_is_ever_recorded_and_no_line_ends_at_a_leaver(
    commands: list[ReportingLinesCommand],
) -> None:
    lines = reporting_lines.decider.fold(history_of(commands))
    for person, manager in lines.managers.items():
        assert manager is None or manager in lines.managers
        passed, above = {person}, manager
        while above is not None:
            assert above not in passed
            passed.add(above)
            above = lines.managers[above]


@for_all(st.lists(any_command, max_size=12))
def test_a_repeated_command_adds_nothing(commands: list[ReportingLinesCommand]) -> None:
    twice = [command for command in commands for _ in range(2)]
    assert history_of(twice) == history_of(commands)


@for_all(st.lists(any_command, max_size=20))
def test_direct_reports_are_those_whose_line_ends_at_the_manager(
    commands: list[ReportingLinesCommand],
) -> None:
    lines = reporting_lines.decider.fold(history_of(commands))
    for manager in {*lines.managers, *lines.gone}:
        below = sorted(person for person, above in lines.managers.items() if above == manager)
        assert list(lines.reports(manager)) == below


def company_of(people: int) -> reporting_lines.ReportingLines:
    """All but the first report to the one before in tens."""
    ids = [StreamId(f"person-{number}") for number in range(people)]
    history: list[ReportingLinesEvent] = [joined(person) for person in ids]
    history += [
        ManagerChanged(person=ids[nth], manager=ids[nth // 10], previous=None, changed_on=DAY)
        for nth in range(1, people)
    ]
    return reporting_lines.decider.fold(history)


def cost(lines: reporting_lines.ReportingLines) -> float:
    """Seconds of one hire, one new manager and one leaver; the best of many."""
    person, manager = StreamId("person-new"), StreamId("person-7")
    best = float("inf")
    for _ in range(200):
        start = process_time_ns()
        after = lines
        for command in (hire(person), change(person, manager), leave(manager)):
            for event in reporting_lines.decide(command, after):
                after = reporting_lines.evolve(after, event)
        best = min(best, process_time_ns() - start)
    return best


def test_a_hire_and_a_leaver_cost_the_same_in_a_large_company() -> None:
    """A copy of all lines, or a look at all of them, would cost a hundred times as much."""
    assert cost(company_of(100_000)) < 10 * cost(company_of(1_000))
