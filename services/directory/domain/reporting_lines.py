"""The reporting lines: who reports to whom, all of them in one stream so that no cycle can be.

1. Both ends of a line are active people.
2. No line leads back to where it began; an arrangement is judged as it stands afterwards.
3. Who leaves hands their reports to their own manager.
4. An arrangement names each person once, and at most 1,000 of them.
5. What holds already is accepted and yields no event.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field as state_field
from datetime import date
from typing import Literal, TypeAlias

from services.directory.commands.person import (
    DeactivatePerson,
    EraseSubject,
    HirePerson,
    ReactivatePerson,
)
from services.directory.commands.reporting_lines import (
    ArrangeReportingLines,
    ChangeManager,
    ReportingLinesCommand,
)
from services.directory.events.reporting_lines import (
    ManagerChanged,
    PersonJoinedLines,
    PersonLeftLines,
    PersonRejoinedLines,
    ReportingLinesEvent,
)
from shared.kernel.decider import Decider
from shared.kernel.errors import DomainError, NotFound
from shared.kernel.frozen_map import FrozenMap
from shared.kernel.messages import NOBODY, State, StreamId
from shared.kernel.replacing import replace

MOST_LINES = 1_000
Reports: TypeAlias = FrozenMap[StreamId, FrozenMap[StreamId, None]]
NO_REPORTS: FrozenMap[StreamId, None] = FrozenMap()


class ReportingLines(State):
    """``managers`` has every active person, with none for those who report to nobody.

    ``below`` has the same lines the other way round: the direct reports of each manager.
    ``drawn`` says that some line has been, be it ended since.
    """

    managers: FrozenMap[StreamId, StreamId | None] = state_field(default_factory=FrozenMap)
    below: Reports = state_field(default_factory=FrozenMap)
    gone: FrozenMap[StreamId, Literal["left", "erased"]] = state_field(default_factory=FrozenMap)
    drawn: bool = False

    def reports(self, manager: StreamId) -> Sequence[StreamId]:
        """Direct reports, in the order of their ids."""
        return sorted(self.below.get(manager, ()))


class NotInLines(DomainError):
    """Rule 1: both ends of a reporting line are active people."""


class LinesFormCycle(DomainError):
    """Rule 2: nobody reports to themselves, by whatever detour."""


class ArrangementUnclear(DomainError):
    """Rule 4: an arrangement names each person once, and at most 1,000 of them."""


def decide(command: ReportingLinesCommand, lines: ReportingLines) -> Sequence[ReportingLinesEvent]:
    """Events that follow from ``command``; raises the ``DomainError`` that forbids it."""
    match command:
        case HirePerson():
            return join(command, lines)
        case DeactivatePerson():
            return leave(command.person, command.today, lines, for_good=False)
        case ReactivatePerson():
            return rejoin(command, lines)
        case EraseSubject():
            return leave(command.person, command.today, lines, for_good=True)
        case ChangeManager():
            return change_manager(command, lines)
        case ArrangeReportingLines():
            return arrange(command, lines)


def join(command: HirePerson, lines: ReportingLines) -> Sequence[ReportingLinesEvent]:
    if command.person in lines.managers or command.person in lines.gone:
        return []
    return [PersonJoinedLines(person=command.person, joined_on=command.today)]


def rejoin(command: ReactivatePerson, lines: ReportingLines) -> Sequence[ReportingLinesEvent]:
    if lines.gone.get(command.person) != "left":
        return []
    return [PersonRejoinedLines(person=command.person, rejoined_on=command.today)]


def leave(
    person: StreamId, today: date, lines: ReportingLines, *, for_good: bool
) -> Sequence[ReportingLinesEvent]:
    """Rule 3. Somebody erased after they have left leaves once more, now for good."""
    ended = PersonLeftLines(person=person, for_good=for_good, left_on=today)
    if person in lines.managers:
        heir = lines.managers[person]
        return [*handed_over(lines.reports(person), person, heir, today), ended]
    leaves_again = for_good and lines.gone.get(person) == "left"
    return [ended] if leaves_again else []


def handed_over(
    reports: Sequence[StreamId], leaver: StreamId, heir: StreamId | None, today: date
) -> Iterator[ManagerChanged]:
    for person in reports:
        yield ManagerChanged(person=person, manager=heir, previous=leaver, changed_on=today)


def change_manager(command: ChangeManager, lines: ReportingLines) -> Sequence[ReportingLinesEvent]:
    if command.person not in lines.managers:
        if lines.gone.get(command.person) != "left":
            raise NotFound("no such person")
        raise NotInLines("this person is not an active one", "person")
    return rearrange({command.person: command.manager}, command.today, lines, field="manager")


def arrange(command: ArrangeReportingLines, lines: ReportingLines) -> Sequence[ReportingLinesEvent]:
    wanted = {line.person: line.manager for line in command.lines}
    if len(wanted) < len(command.lines) or len(wanted) > MOST_LINES:
        raise ArrangementUnclear(f"name each person once, at most {MOST_LINES}", "lines")
    if not lines.managers.keys() >= wanted.keys():
        raise NotInLines("somebody in the arrangement is not an active person", "lines")
    return rearrange(wanted, command.today, lines, field="lines")


def rearrange(
    wanted: Mapping[StreamId, StreamId | None], today: date, lines: ReportingLines, *, field: str
) -> Sequence[ManagerChanged]:
    """Events of the lines that change; the people themselves have been found active."""
    if any(manager and manager not in lines.managers for manager in wanted.values()):
        raise NotInLines("the manager is not an active person", field)
    if forms_cycle(wanted, lines):
        raise LinesFormCycle("somebody would report to themselves", field)
    return [
        ManagerChanged(
            person=person, manager=manager, previous=lines.managers[person], changed_on=today
        )
        for person, manager in wanted.items()
        if lines.managers[person] != manager
    ]


def forms_cycle(wanted: Mapping[StreamId, StreamId | None], lines: ReportingLines) -> bool:
    """Whether a line leads back to where it began once all of ``wanted`` hold."""
    leads_to_top: set[StreamId] = set()
    for start in wanted:
        passed: set[StreamId] = set()
        above: StreamId | None = start
        while above is not None and above not in leads_to_top:
            if above in passed:
                return True
            passed.add(above)
            above = wanted[above] if above in wanted else lines.managers[above]
        leads_to_top |= passed
    return False


def evolve(lines: ReportingLines, event: ReportingLinesEvent) -> ReportingLines:
    """The lines after ``event``; refuses nothing, for events have happened."""
    match event:
        case PersonJoinedLines():
            return replace(lines, managers=lines.managers.with_(event.person, None))
        case ManagerChanged():
            changed = lines.managers.with_(event.person, event.manager)
            return replace(lines, managers=changed, below=below(lines, event), drawn=True)
        case PersonLeftLines():
            return replace(
                lines,
                managers=lines.managers.without(event.person),
                below=without_report(lines.below, lines.managers.get(event.person), event.person),
                gone=lines.gone.with_(event.person, "erased" if event.for_good else "left"),
            )
        case PersonRejoinedLines():
            return replace(
                lines,
                managers=lines.managers.with_(event.person, None),
                gone=lines.gone.without(event.person),
            )


def below(lines: ReportingLines, event: ManagerChanged) -> Reports:
    """The direct reports of each manager after ``event``."""
    rest = without_report(lines.below, lines.managers.get(event.person), event.person)
    if event.manager is None:
        return rest
    reports = rest.get(event.manager, NO_REPORTS)
    return rest.with_(event.manager, reports.with_(event.person, None))


def without_report(reports: Reports, manager: StreamId | None, person: StreamId) -> Reports:
    if manager is None or manager not in reports:
        return reports
    left = reports[manager].without(person)
    return reports.with_(manager, left) if left else reports.without(manager)


def about(_lines: ReportingLines, event: ReportingLinesEvent) -> Sequence[StreamId]:
    """Nobody's record: the lines outlive each of their people. Then whom it concerns."""
    if isinstance(event, ManagerChanged):
        both = (event.previous, event.manager)
        return (NOBODY, event.person, *(manager for manager in both if manager is not None))
    return (NOBODY, event.person)


decider = Decider(
    category="reporting_lines",
    decide=decide,
    evolve=evolve,
    about=about,
    initial_state=ReportingLines(),
)
