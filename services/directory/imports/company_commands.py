"""What an import of a company asks of the directory, once its file has been found without fault.

First everybody is hired, or changed where they were hired before; then the lines are arranged,
from the top down, so that no arrangement meets a cycle that a later one would have undone.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from services.directory.commands.person import ChangeJob, ChangeProfile, HirePerson
from services.directory.commands.reporting_lines import ArrangeReportingLines, ReportingLine
from services.directory.imports.company_csv import Company, Known
from shared.kernel.messages import StreamId

MOST_LINES = 1_000


def changes(hire: HirePerson) -> tuple[ChangeProfile, ChangeJob]:
    """What makes somebody who was hired before what the file says now."""
    return (
        ChangeProfile(
            person=hire.person,
            name=hire.name,
            mail=hire.mail,
            time_zone=hire.time_zone,
            languages=hire.languages,
            today=hire.today,
        ),
        ChangeJob(
            person=hire.person,
            title=hire.title,
            department=hire.department,
            role=hire.role,
            today=hire.today,
        ),
    )


def arrangements(
    company: Company, known: Known, leave_alone: Collection[StreamId], today: date
) -> Sequence[ArrangeReportingLines]:
    """The lines of the file, but for those of and under the people to ``leave_alone``.

    Somebody left alone who is known may still have others put under them.
    """
    depth = depths({**known.managers, **company.managers})
    not_there = set(leave_alone) - known.managers.keys()
    lines = [
        ReportingLine(person=person, manager=manager)
        for person, manager in company.managers.items()
        if person not in leave_alone and manager not in not_there
    ]
    lines.sort(key=lambda line: (depth[line.person], line.person))
    return [
        ArrangeReportingLines(lines=tuple(lines[first : first + MOST_LINES]), today=today)
        for first in range(0, len(lines), MOST_LINES)
    ]


def depths(managers: Mapping[StreamId, StreamId | None]) -> Mapping[StreamId, int]:
    """How far each person is from the top, 0 there; the lines have no cycle."""
    found: dict[StreamId | None, int] = {None: -1}
    for person in managers:
        line: list[StreamId | None] = []
        above: StreamId | None = person
        while above not in found:
            line.append(above)
            above = managers.get(above) if above else None
        first = found[above] + len(line)
        found |= {below: first - step for step, below in enumerate(line)}
    return {person: found[person] for person in managers}
