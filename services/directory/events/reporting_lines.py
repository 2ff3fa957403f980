"""What can have happened to the reporting lines of the company, one stream for all of them."""

from datetime import date

from shared.kernel.messages import Event, StreamId


class PersonJoinedLines(Event):
    """The person can have a manager and reports from now on, and has neither yet."""

    person: StreamId
    joined_on: date


class ManagerChanged(Event):
    """``manager`` is none for somebody at the top; ``previous`` is who it was until then."""

    person: StreamId
    manager: StreamId | None
    previous: StreamId | None
    changed_on: date


class PersonLeftLines(Event):
    """Ends the person's own line; the reports were handed over before. ``for_good``: erased."""

    person: StreamId
    for_good: bool
    left_on: date


class PersonRejoinedLines(Event):
    """Back, with neither manager nor reports."""

    person: StreamId
    rejoined_on: date


ReportingLinesEvent = PersonJoinedLines | ManagerChanged | PersonLeftLines | PersonRejoinedLines
