"""A company's CSV: everybody hired or changed, then the lines arranged.

Each run decides afresh, for the file says how things are to be: what it says is so already
changes nothing, what somebody has changed since is changed back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

import asyncpg

from services.directory.commands.person import HirePerson
from services.directory.commands.reporting_lines import ArrangeReportingLines
from services.directory.imports.company_commands import arrangements, changes
from services.directory.imports.company_csv import Company, Known
from shared.kernel.messages import StreamId
from suite.imports.report import Report
from suite.imports.sender import OnProgress, Refused, Sender, Services

KNOWN = """
SELECT person_id, active, manager_id
FROM directory.people LEFT JOIN directory.managers USING (person_id)
"""


async def known_people(read_url: str) -> Known:
    """Who is in the directory now, as its read model says."""
    connection = await asyncpg.connect(read_url)
    try:
        rows = await connection.fetch(KNOWN)
    finally:
        await connection.close()
    return Known(
        managers={row["person_id"]: row["manager_id"] for row in rows if row["active"]},
        left=frozenset(row["person_id"] for row in rows if not row["active"]),
    )


@dataclass(frozen=True, slots=True)
class CompanyImport:
    """``issuer`` is the person who imports, if it is one: their own row is left alone.

    Except into an empty directory, where there is nothing to gain.
    """

    company: Company
    known: Known
    services: Services
    today: date
    issuer: StreamId | None = None

    async def run(self, on_progress: OnProgress) -> Report:
        """Sends everything; raises ``ImportStopped``. The file has been found without fault."""
        report = Report()
        sender = Sender(self.services, "directory", run=f"{uuid4()}-")
        own = {self.issuer} if self.issuer and self.known.managers else set()
        hires = [hire for hire in self.company.hires if hire.person not in own]
        refused = await self._people(sender, hires, report, on_progress)
        left_alone = own | refused
        report.complaints += [
            str(
                self.company.rows[person].fault("manager", "was not imported, so this line was not")
            )
            for person, manager in self.company.managers.items()
            if manager in refused - self.known.managers.keys() and person not in refused
        ]
        lines = arrangements(self.company, self.known, left_alone, self.today)
        await self._lines(sender, lines, report, on_progress)
        return report

    async def _people(
        self, sender: Sender, hires: Sequence[HirePerson], report: Report, on_progress: OnProgress
    ) -> set[StreamId]:
        """Answers those whom a rule keeps from being what the file says."""
        refused: set[StreamId] = set()
        hired_before: list[HirePerson] = []
        replies = await sender.send_all(hires, "people", on_progress)
        report.count(reply for _, reply in replies)
        for hire, reply in replies:
            if isinstance(reply, Refused) and reply.code == "PersonAlreadyHired":
                hired_before.append(hire)
            elif isinstance(reply, Refused):
                refused.add(hire.person)
                report.complaints.append(self._complaint(hire.person, reply))
        changed = [change for hire in hired_before for change in changes(hire)]
        answers = await sender.send_all(changed, "changes", on_progress)
        report.count(reply for _, reply in answers)
        report.complaints += [
            self._complaint(change.person, reply)
            for change, reply in answers
            if isinstance(reply, Refused)
        ]
        return refused

    async def _lines(
        self,
        sender: Sender,
        lines: Sequence[ArrangeReportingLines],
        report: Report,
        on_progress: OnProgress,
    ) -> None:
        """One after the other: a later one may rest on an earlier one."""
        for number, arrangement in enumerate(lines, start=1):
            reply = await sender.send(arrangement)
            report.count([reply])
            if isinstance(reply, Refused):
                report.complaints.append(f"reporting lines: {reply.code}: {reply.detail}")
            on_progress(number, len(lines), "reporting lines")

    def _complaint(self, person: StreamId, refusal: Refused) -> str:
        return str(self.company.rows[person].fault("id", f"{refusal.code}: {refusal.detail}"))
