"""Who may change the catalogue of skills."""

from datetime import date

import pytest

from services.learning.commands.skill import (
    AddSynonym,
    DefineSkill,
    MergeSkill,
    RenameSkill,
    RetireSkill,
    SetVolatility,
)
from services.learning.commands.skill_hierarchy import PlaceUnder
from services.learning.domain import HANDLED
from services.learning.permissions import ENTRIES, Facts, may, needs
from shared.kernel.actor import Actor, Client, Person, Policy
from shared.kernel.messages import Command, StreamId

SKILL, TODAY = StreamId("skill-1"), date(2026, 11, 23)
COMMANDS: list[Command] = [
    DefineSkill(skill=SKILL, name="Haskell", today=TODAY),
    AddSynonym(skill=SKILL, synonym="GHC", today=TODAY),
    PlaceUnder(skill=SKILL, parent=None, today=TODAY),
    RenameSkill(skill=SKILL, name="Gofer", today=TODAY),
    MergeSkill(skill=SKILL, into=StreamId("skill-2"), today=TODAY),
    SetVolatility(skill=SKILL, volatility=2, today=TODAY),
    RetireSkill(skill=SKILL, today=TODAY),
]
ME = StreamId("person-1")
HR, ADMIN = frozenset({"hr"}), frozenset({"admin"})
IMPORTED = DefineSkill | AddSynonym | PlaceUnder | RenameSkill
"""What the catalogues of others say too."""


def test_each_command_has_exactly_one_entry() -> None:
    assert set(ENTRIES) == set(HANDLED)


@pytest.mark.parametrize("command", COMMANDS)
def test_hr_may(command: Command) -> None:
    actor = Person(id=ME, scopes=HR)
    assert may(actor, command, (), Facts()) == "allowed"
    assert needs(actor, command, ()) == frozenset()


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("scopes", [HR, ADMIN])
def test_a_program_brings_what_it_imports_and_moves_no_evidence(
    scopes: frozenset[str], command: Command
) -> None:
    expected = "allowed" if isinstance(command, IMPORTED) else "forbidden"
    assert may(Client(id="c", scopes=scopes), command, (), Facts()) == expected


@pytest.mark.parametrize("command", COMMANDS)
def test_an_administrator_imports(command: Command) -> None:
    expected = (
        "allowed" if isinstance(command, DefineSkill | AddSynonym | PlaceUnder) else "forbidden"
    )
    assert may(Person(id=ME, scopes=ADMIN), command, (), Facts()) == expected


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "actor",
    [Person(id=ME), Person(id=ME, scopes=frozenset({"analyst"})), Client(id="c"), Policy(name="p")],
)
def test_nobody_else_may(actor: Actor, command: Command) -> None:
    assert may(actor, command, (), Facts()) == "forbidden"
