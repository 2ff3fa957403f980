"""Person and reporting lines together: what a command does to one it does to the other."""

from collections.abc import Sequence
from datetime import date
from functools import reduce
from typing import Any

from hypothesis import given as for_all
from hypothesis import strategies as st

from services.directory.commands.person import (
    ChangeJob,
    DeactivatePerson,
    EraseSubject,
    HirePerson,
    ReactivatePerson,
)
from services.directory.commands.reporting_lines import ChangeManager
from services.directory.domain import HANDLED
from services.directory.domain.person import Person
from services.directory.domain.reporting_lines import ReportingLines
from shared.kernel.decider import Field
from shared.kernel.errors import SuiteError
from shared.kernel.messages import Command, Event, State, StreamId

DAY = date(2026, 11, 23)
PEOPLE = st.sampled_from([StreamId(f"person-{name}") for name in ("ann", "bob", "cem")])


def hire(person: StreamId, title: str) -> HirePerson:
    return HirePerson(person=person, name="N", mail="n@acme.example", title=title, today=DAY)


def job(person: StreamId, title: str) -> ChangeJob:
    return ChangeJob(person=person, title=title, department=None, role=None, today=DAY)


def manager(person: StreamId, above: StreamId | None) -> ChangeManager:
    return ChangeManager(person=person, manager=above, today=DAY)


TITLES = st.sampled_from(["Engineer", "Head"])
any_command: st.SearchStrategy[Command] = st.one_of(
    st.builds(hire, PEOPLE, TITLES),
    st.builds(job, PEOPLE, TITLES),
    st.builds(manager, PEOPLE, st.none() | PEOPLE),
    st.builds(DeactivatePerson, person=PEOPLE, today=st.just(DAY)),
    st.builds(ReactivatePerson, person=PEOPLE, today=st.just(DAY)),
    st.builds(EraseSubject, person=PEOPLE, today=st.just(DAY)),
)


class Directory:
    """All streams of a directory, folded as the handler folds them."""

    def __init__(self) -> None:
        self.states: dict[str, State] = {}

    def issue(self, command: Command) -> Sequence[Sequence[Event]]:
        """Events for each stream that the command names; none of them if it is refused."""
        targets = HANDLED[type(command)].targets
        streams = [
            getattr(command, target.stream.name)
            if isinstance(target.stream, Field)
            else target.stream.category
            for target in targets
        ]
        before: list[Any] = [
            self.states.get(stream, target.decider.initial_state)
            for stream, target in zip(streams, targets, strict=True)
        ]
        try:
            events = [
                target.decider.decide(command, state)
                for target, state in zip(targets, before, strict=True)
            ]
        except SuiteError:
            return []
        for stream, target, state, happened in zip(streams, targets, before, events, strict=True):
            self.states[stream] = reduce(target.decider.evolve, happened, state)
        return events


@for_all(st.lists(any_command, max_size=20))
def test_each_stream_gets_an_event_or_none_does(commands: list[Command]) -> None:
    directory = Directory()
    for command in commands:
        events = directory.issue(command)
        assert all(events) or not any(events)
        assert not any(directory.issue(command))


@for_all(st.lists(any_command, max_size=20))
def test_those_in_the_lines_are_the_active_people(commands: list[Command]) -> None:
    directory = Directory()
    for command in commands:
        directory.issue(command)
    lines = directory.states.get("reporting_lines", ReportingLines())
    people = {
        stream: state.status
        for stream, state in directory.states.items()
        if isinstance(state, Person)
    }
    assert isinstance(lines, ReportingLines)
    assert set(lines.managers) == {one for one, status in people.items() if status == "active"}
    assert dict(lines.gone) == {
        one: {"deactivated": "left", "erased": "erased"}[status]
        for one, status in people.items()
        if status in ("deactivated", "erased")
    }
