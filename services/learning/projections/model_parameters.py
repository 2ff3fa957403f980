"""The view ``model_parameters``: one row for each time that the model's parameters were set."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.learning.events.model import ModelParametersSet
from shared.kernel.messages import View
from shared.kernel.projection import Projection


class ParametersRow(View):
    """``parameters`` in the JSON form of the model; what is left out has its default."""

    parameters_key: str
    effective_from: date
    number: int
    set_on: date
    parameters: Mapping[str, Any]


def keys(event: ModelParametersSet) -> tuple[str]:
    return (f"{event.effective_from}/{event.number:06}",)


def evolve(key: str, _row: ParametersRow | None, event: ModelParametersSet) -> ParametersRow:
    return ParametersRow(
        parameters_key=key,
        effective_from=event.effective_from,
        number=event.number,
        set_on=event.set_on,
        parameters=event.parameters.as_json(),
    )


projection = Projection(
    table="model_parameters",
    view=ParametersRow,
    on=(ModelParametersSet,),
    keys=keys,
    evolve=evolve,
    person=None,
)
