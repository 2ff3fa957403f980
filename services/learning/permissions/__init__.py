"""Who may ask what of learning; every command has exactly one entry, one module an area.

What names an erased person is answered as what names an unknown one: nothing is there.
"""

from collections.abc import Mapping

from services.learning.domain.certification_state import Certification
from services.learning.domain.enrolment_state import Enrolment
from services.learning.permissions import activities, catalogue, credentials, ledger, showcase
from services.learning.permissions.facts import Entry, Facts, Judgement, Need, policy
from shared.kernel.actor import Actor, Person
from shared.kernel.messages import Command, State, StreamId
from shared.kernel.named_people import named_people

__all__ = ["ENTRIES", "Facts", "may", "needs"]

ENTRIES: Mapping[type[Command], Entry] = {
    **activities.ENTRIES,
    **catalogue.ENTRIES,
    **credentials.ENTRIES,
    **ledger.ENTRIES,
    **showcase.ENTRIES,
}
NEEDS: Mapping[type[Command], Need] = {
    **activities.NEEDS,
    **catalogue.NEEDS,
    **credentials.NEEDS,
    **ledger.NEEDS,
    **showcase.NEEDS,
}


def may(actor: Actor, command: Command, states: tuple[State, ...], facts: Facts) -> Judgement:
    """Whether ``actor`` may ask this; ``states`` are the folded streams that it names."""
    judgement = ENTRIES[type(command)](actor, command, states, facts)
    if judgement == "allowed" and not facts.knows(others(actor, command, states)):
        return "hidden"
    return judgement


def needs(actor: Actor, command: Command, states: tuple[State, ...]) -> frozenset[StreamId]:
    """The people whose place in the reporting lines decides; none where no person asks.

    Whether the directory knows them is asked of all others whom the command names, too.
    """
    if not isinstance(actor, Person) or ENTRIES[type(command)] is policy:
        return frozenset()
    need = NEEDS.get(type(command))
    asked = others(actor, command, states)
    return asked if need is None else asked | need(actor, command, states)


def others(actor: Actor, command: Command, states: tuple[State, ...]) -> frozenset[StreamId]:
    """Whom the command of a person concerns besides that person."""
    if not isinstance(actor, Person):
        return frozenset()
    return (named_people(command) | owner_of(states)) - {actor.id}


def owner_of(states: tuple[State, ...]) -> frozenset[StreamId]:
    """The person whose record the first state is, where its id does not say so."""
    match states:
        case (Enrolment(person=person) | Certification(person=person), *_) if person:
            return frozenset({person})
        case _:
            return frozenset()
