"""Who may change the directory: HR, imports and provisioning; administrators erase.

Nobody changes their own reporting line or puts themselves above somebody, be it by the departure
of a third. An import leaves its issuer's own row alone, except into an empty directory. Every
card of the directory may be read by everybody, so what is not allowed is forbidden, never hidden.
"""

from collections.abc import Mapping, Sequence

from services.directory.commands.person import (
    ChangeJob,
    ChangeProfile,
    CompleteErasure,
    DeactivatePerson,
    EraseSubject,
    HirePerson,
    ReactivatePerson,
)
from services.directory.commands.reporting_lines import ArrangeReportingLines, ChangeManager
from services.directory.domain.reporting_lines import ReportingLines
from shared.kernel.actor import Actor, Client, Person, Policy, Verdict
from shared.kernel.messages import Command, State, StreamId, Value

OF_HR = (DeactivatePerson, ReactivatePerson, ChangeManager)
OF_IMPORTS = (HirePerson, ChangeProfile, ChangeJob, ArrangeReportingLines)
OF_ADMINISTRATORS = (EraseSubject,)
OF_POLICIES = (CompleteErasure,)

Lines = Mapping[StreamId, StreamId | None]


class Facts(Value):
    """Nothing but the command and the reporting lines themselves is needed."""


def needs(_actor: Actor, _command: Command, _states: Sequence[State]) -> frozenset[StreamId]:
    return frozenset()


def may(actor: Actor, command: Command, states: Sequence[State], _facts: Facts) -> Verdict:
    """The verdict on ``actor`` issuing ``command``; ``states`` in the order of its targets."""
    if not in_scope(actor, command):
        return "forbidden"
    if isinstance(actor, Person) and (
        is_own_row(actor, command)
        or is_own_departure(actor, command)
        or redraws_own_lines(actor.id, command, states)
    ):
        return "forbidden"
    return "allowed"


def in_scope(actor: Actor, command: Command) -> bool:
    match actor:
        case Person(scopes=scopes):
            return (
                (isinstance(command, OF_HR) and "hr" in scopes)
                or (isinstance(command, OF_IMPORTS) and bool(scopes & {"hr", "admin"}))
                or (isinstance(command, OF_ADMINISTRATORS) and "admin" in scopes)
            )
        case Client(scopes=scopes):
            return isinstance(command, (*OF_HR, *OF_IMPORTS)) and bool(scopes & {"hr", "admin"})
        case Policy():
            return isinstance(command, OF_POLICIES)


def is_own_row(actor: Person, command: Command) -> bool:
    """An administrator who is not of HR changes people by importing them, others only."""
    own = isinstance(command, ChangeProfile | ChangeJob) and command.person == actor.id
    return own and "hr" not in actor.scopes


def is_own_departure(actor: Person, command: Command) -> bool:
    """Leaving ends one's own line."""
    return isinstance(command, DeactivatePerson | EraseSubject) and command.person == actor.id


def redraws_own_lines(actor: StreamId, command: Command, states: Sequence[State]) -> bool:
    """Whether the line of ``actor`` would change, or somebody come under ``actor``."""
    for lines in states:
        if isinstance(lines, ReportingLines) and (wanted := changed_lines(command, lines)):
            now, then = lines.managers, {**lines.managers, **wanted}
            return any(
                actor in (person, manager)
                or (actor in above(person, then) and actor not in above(person, now))
                for person, manager in wanted.items()
            )
    return False


def changed_lines(command: Command, lines: ReportingLines) -> Lines:
    wanted = wanted_lines(command, lines)
    held = lines.managers
    return {person: manager for person, manager in wanted.items() if held.get(person) != manager}


def wanted_lines(command: Command, lines: ReportingLines) -> Lines:
    """The managers that ``command`` would give, by person."""
    match command:
        case ChangeManager():
            return {command.person: command.manager}
        case ArrangeReportingLines() if lines.drawn:
            return {line.person: line.manager for line in command.lines}
        case DeactivatePerson() | EraseSubject() if command.person in lines.managers:
            heir = lines.managers[command.person]
            reports = lines.reports(command.person)
            return dict.fromkeys(reports, heir)
        case _:
            return {}


def above(person: StreamId, managers: Lines) -> frozenset[StreamId]:
    """Everybody above ``person``; lines that no rule has judged yet may lead in a circle."""
    passed: set[StreamId] = set()
    manager = managers.get(person)
    while manager is not None and manager not in passed:
        passed.add(manager)
        manager = managers.get(manager)
    return frozenset(passed)
