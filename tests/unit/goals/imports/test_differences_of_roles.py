"""What a file says of roles that goals does not, and nothing else, becomes a command."""

from dataclasses import replace
from datetime import date

import pytest

from services.goals.commands.role import DefineRole, RenameRole
from services.goals.imports.differences import Differences, KnownRole, differences
from shared.kernel.messages import StreamId

TODAY = date(2026, 11, 23)
LEAD, HEAD = StreamId("role-lead"), StreamId("role-head")
FILE = DefineRole(role=LEAD, title="Lead", family="2512", today=TODAY)
KNOWN = KnownRole("Lead", "2512")
NOTHING = Differences([], [], held=1)


def test_what_is_not_there_is_defined() -> None:
    other = replace(FILE, role=HEAD)
    found = differences([FILE, other], {LEAD: KNOWN}, TODAY)
    assert found == Differences([other], [], held=1)


def test_what_is_the_same_brings_nothing() -> None:
    assert differences([FILE], {LEAD: KNOWN}, TODAY) == NOTHING


def test_another_title_renames() -> None:
    found = differences([replace(FILE, title="Team lead")], {LEAD: KNOWN}, TODAY)
    renamed = RenameRole(role=LEAD, title="Team lead", today=TODAY)
    assert found == Differences([], [renamed], held=0)


@pytest.mark.parametrize(
    "file", [replace(FILE, family="1330"), replace(FILE, title="Team lead", rung=2)]
)
def test_what_else_differs_is_sent_as_it_is_and_renames_nothing(file: DefineRole) -> None:
    assert differences([file], {LEAD: KNOWN}, TODAY) == Differences([file], [], held=0)


@pytest.mark.parametrize("title", ["Lead", "Team lead"])
def test_what_is_retired_is_left_as_it_is(title: str) -> None:
    retired = replace(KNOWN, in_use=False, family="1330")
    assert differences([replace(FILE, title=title)], {LEAD: retired}, TODAY) == NOTHING
