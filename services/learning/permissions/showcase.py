"""Who may ask what of portfolios, time budgets and plans.

A portfolio is seen by whoever may read it as far as learning knows: its owner, who leads them
however far above, HR, and everybody once it is public. Plan templates are seen by everybody.
"""

from collections.abc import Mapping

from services.learning.commands.plan import AssignPlan, CreatePlanTemplate, RetirePlanTemplate
from services.learning.commands.portfolio import (
    BadgeCommand,
    EndorseContribution,
    FeatureContribution,
    IssueBadge,
    PublishContribution,
    RevokeBadge,
    SetProfileVisibility,
    WithdrawContribution,
)
from services.learning.commands.time_budget import SetTimeBudget
from services.learning.domain.plan import Plan
from services.learning.domain.portfolio_state import Portfolio
from services.learning.domain.time_budget import TimeBudget
from services.learning.permissions.facts import Entry, Facts, Need, hr, verdict
from shared.kernel.actor import Actor, Person, Verdict
from shared.kernel.messages import Command, State, StreamId

OwnCommand = PublishContribution | WithdrawContribution | FeatureContribution | SetProfileVisibility


def own(
    actor: Actor, command: OwnCommand, _states: tuple[Portfolio, ...], _facts: Facts
) -> Verdict:
    return verdict(isinstance(actor, Person) and actor.id == command.person)


def endorses(
    actor: Actor, command: EndorseContribution, states: tuple[Portfolio, ...], facts: Facts
) -> Verdict:
    """Whoever sees it; that it is not their own is a rule."""
    if not isinstance(actor, Person):
        return "forbidden"
    shown = states[0].visibility == "public" or "hr" in actor.scopes
    led = actor.id in facts.chains.get(command.person, ())
    return "allowed" if shown or led or actor.id == command.person else "hidden"


def badges(
    actor: Actor, command: BadgeCommand, _states: tuple[Portfolio, ...], facts: Facts
) -> Verdict:
    """HR, never for themselves, and for somebody whom the directory knows."""
    if not isinstance(actor, Person) or "hr" not in actor.scopes or actor.id == command.person:
        return "forbidden"
    return "allowed" if command.person in facts.chains else "hidden"


def sets_budget(
    actor: Actor, command: SetTimeBudget, _states: tuple[TimeBudget, ...], facts: Facts
) -> Verdict:
    """Who leads the person however far above, HR where nobody does; of a team who leads it, too.

    HR may read every budget, so to HR none is hidden.
    """
    if not isinstance(actor, Person):
        return "forbidden"
    subject = command.subject
    is_team, leads = command.scope == "team", facts.leads(subject)
    if actor.id == subject:
        return verdict(is_team and leads)
    if not facts.above(actor, subject, command.today):
        return "forbidden" if "hr" in actor.scopes and subject in facts.chains else "hidden"
    return verdict(leads or not is_team)


def assigns(actor: Actor, command: AssignPlan, states: tuple[Plan, ...], facts: Facts) -> Verdict:
    """Who leads each of the people however far above, HR where nobody does; nobody themselves."""
    if not isinstance(actor, Person):
        return "forbidden"
    if states[0].created is None:
        return "hidden"
    return verdict(all(facts.above(actor, person, command.today) for person in command.people))


def of_person(
    _actor: Person, command: EndorseContribution | BadgeCommand, _states: tuple[State, ...]
) -> frozenset[StreamId]:
    return frozenset({command.person})


def of_subject(
    _actor: Person, command: SetTimeBudget, _states: tuple[State, ...]
) -> frozenset[StreamId]:
    return frozenset({command.subject})


def of_people(
    _actor: Person, command: AssignPlan, _states: tuple[State, ...]
) -> frozenset[StreamId]:
    return frozenset(command.people)


ENTRIES: Mapping[type[Command], Entry] = {
    PublishContribution: own,
    WithdrawContribution: own,
    FeatureContribution: own,
    SetProfileVisibility: own,
    EndorseContribution: endorses,
    IssueBadge: badges,
    RevokeBadge: badges,
    SetTimeBudget: sets_budget,
    CreatePlanTemplate: hr,
    RetirePlanTemplate: hr,
    AssignPlan: assigns,
}
NEEDS: Mapping[type[Command], Need] = {
    EndorseContribution: of_person,
    IssueBadge: of_person,
    RevokeBadge: of_person,
    SetTimeBudget: of_subject,
    AssignPlan: of_people,
}
