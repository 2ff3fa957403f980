"""What somebody could do next: a step for a large gap, with something real that is open to them.

Steps that need a rater or a mentor are none here until such a one can be named.
"""

import asyncio

import strawberry

from services.gateway.formulas import next_actions as formula
from services.gateway.formulas.readiness import Stand, readiness
from services.gateway.formulas.required import Required
from services.gateway.nodes import evidence, nodes
from services.gateway.nodes.context import Context, Info
from services.gateway.nodes.errors import bad_request
from services.gateway.nodes.known import aims_of, known_on, required_by, targets_of
from services.gateway.nodes.learning_enums import EvidenceKind
from services.gateway.nodes.node import Node
from services.gateway.nodes.readiness import RequirementStanding, requirement_standing
from services.gateway.nodes.reading import Children
from services.gateway.sql import offers as sql
from services.gateway.sql.reads import Record
from services.learning.formulas.mastery import what_would_raise


@strawberry.type(description="Something that exists, and is open to the person now.")
class Offer:
    id: strawberry.ID

    @strawberry.field(description="An activity, or a stretch assignment.")
    async def node(self, info: Info) -> Node | None:
        return await nodes.node(info.context, self.id)


@strawberry.type(description="A step that would verify a required level, and what brings it about.")
class NextAction:
    requirement: RequirementStanding
    gap: float = strawberry.field(description="The share of readiness that is missing, 0 to 1.")
    kind: EvidenceKind = strawberry.field(description="What the step would be evidence of.")
    items: int = strawberry.field(description="How many of it are needed: as many as `offers`.")
    value: float = strawberry.field(description="What each must say at least, 1 to 5.")
    offers: list[Offer] = strawberry.field(description="The shortest first.")


def _offer(row: Record) -> formula.Offer:
    return formula.Offer(row["kind"], row["stream"], row["value"], row["minutes"])


OFFERS = Children(sql.OFFERS_OF, _offer)
MOST_GAPS = 10


def gaps_wanted(given: int) -> int:
    """Raises ``BAD_REQUEST`` out of range."""
    if not 1 <= given <= MOST_GAPS:
        raise bad_request(f"gaps must be 1 to {MOST_GAPS}.")
    return given


async def next_actions_of(
    context: Context, person: str, given: str | None, own: str | None, most: int
) -> list[NextAction]:
    """For the ``most`` largest gaps, each with its steps, the cheapest first."""
    wanted = await wanted_by(context, person, given, own)
    found = readiness(wanted, await known_on(context, person, context.today))
    gaps = formula.gaps(found)[:most] if found else ()
    every = await asyncio.gather(*(_for_gap(context, person, *gap) for gap in gaps))
    return [_next_action(action) for actions in every for action in actions]


async def wanted_by(
    context: Context, person: str, given: str | None, own: str | None
) -> list[Required]:
    """Of the role ``given``; else of the active goal that is due next and names a role or skills.

    Of that goal the role counts, else its skills, one as much as the other; where there is no such
    goal, what the job's role ``own`` requires.
    """
    aims = [] if given else await aims_of(context, person)
    aim = next((aim for aim in aims if aim.role or aim.links), None)
    role = given or (aim.role if aim else own)
    if role is not None:
        return await required_by(context, role, context.today)
    targets = await targets_of(context, aim.goal) if aim else []
    return [Required(skill, level, 1) for skill, level in targets]


async def _for_gap(
    context: Context, person: str, stand: Stand, gap: float
) -> tuple[formula.Action, ...]:
    skill, day = stand.required.skill, context.today
    offers = await context.reading.children(OFFERS, skill, person, day)
    if not offers:
        return ()
    known = await evidence.known_in(context, person, skill, day)
    steps = await asyncio.to_thread(
        what_would_raise,
        evidence.items(known),
        day,
        stand.required.level,
        evidence.parameters(known),
        formula.shortest(offers),
    )
    return formula.actions(stand, gap, steps, offers)


def _next_action(action: formula.Action) -> NextAction:
    return NextAction(
        requirement=requirement_standing(action.stand),
        gap=action.gap,
        kind=EvidenceKind(action.step.kind),
        items=action.step.items,
        value=action.step.value,
        offers=[Offer(id=strawberry.ID(offer.stream)) for offer in action.offers],
    )
