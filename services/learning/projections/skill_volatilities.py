"""The view ``skill_volatilities``: how fast a skill was said to fade, from which day on."""

from datetime import date

from services.learning.events.skill import VolatilitySet
from shared.kernel.messages import StreamId, View
from shared.kernel.projection import Projection


class VolatilityRow(View):
    """The last of its day; ``volatility_key`` is ``<skill>/<day>``."""

    volatility_key: str
    skill: StreamId
    volatility: float
    set_on: date


def keys(event: VolatilitySet) -> tuple[str]:
    return (f"{event.skill}/{event.set_on}",)


def evolve(key: str, _row: VolatilityRow | None, event: VolatilitySet) -> VolatilityRow:
    return VolatilityRow(
        volatility_key=key,
        skill=event.skill,
        volatility=event.volatility,
        set_on=event.set_on,
    )


projection = Projection(
    table="skill_volatilities",
    view=VolatilityRow,
    on=(VolatilitySet,),
    keys=keys,
    evolve=evolve,
    person=None,
)
