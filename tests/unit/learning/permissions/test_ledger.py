"""Nobody types a level in."""

from datetime import date

import pytest

from services.learning.commands.mastery import RecordMastery
from services.learning.domain import HANDLED
from services.learning.permissions import Facts, may, needs
from shared.kernel.actor import Actor, Client, Person, Policy
from shared.kernel.messages import StreamId

ALL = frozenset({"hr", "admin", "analyst"})
COMMAND = RecordMastery(
    person=StreamId("person-1"),
    skill=StreamId("skill-1"),
    mastery=5.0,
    confidence=0.5,
    weight=1.0,
    standard_error=1.0,
    level=5,
    status="verified",
    as_of=date(2026, 3, 1),
    today=date(2026, 3, 1),
)


@pytest.mark.parametrize(
    "actor", [Person(id=StreamId("person-2"), scopes=ALL), Client(id="importer", scopes=ALL)]
)
def test_neither_people_nor_programs_record_mastery(actor: Actor) -> None:
    assert may(actor, COMMAND, (), Facts()) == "forbidden"
    assert needs(actor, COMMAND, ()) == frozenset()


def test_the_ledger_does_and_no_route_leads_there() -> None:
    assert may(Policy(name="ledger"), COMMAND, (), Facts()) == "allowed"
    assert HANDLED[RecordMastery].policy_only
