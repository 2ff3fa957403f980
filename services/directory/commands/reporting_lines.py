"""What can be asked about who reports to whom."""

from services.directory.commands.person import (
    DeactivatePerson,
    EraseSubject,
    HirePerson,
    Person,
    ReactivatePerson,
    Today,
)
from shared.kernel.messages import Command, Part


class ChangeManager(Command):
    """``manager`` none: the person reports to nobody."""

    person: Person
    manager: Person | None
    today: Today


class ReportingLine(Part):
    person: Person
    manager: Person | None


class ArrangeReportingLines(Command):
    """Many lines at once, judged together as they stand afterwards; up to 1,000."""

    lines: tuple[ReportingLine, ...]
    today: Today


ReportingLinesCommand = (
    ChangeManager
    | ArrangeReportingLines
    | HirePerson
    | DeactivatePerson
    | ReactivatePerson
    | EraseSubject
)
