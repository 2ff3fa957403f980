"""The mastery model: the parameters that HR sets, and from which day on they are in force.

1. Parameters take effect today or later: what was shown for a day that has passed stays.
2. They lie in the ranges of the model, and each kind is named once.
3. What is set for a day replaces what had been set for that day, and nothing else.
4. What holds already is accepted and yields no event.
"""

from collections.abc import Sequence
from dataclasses import field as state_field
from datetime import date

from services.learning.commands.model import KindSetting, ModelCommand, SetModelParameters
from services.learning.events.model import (
    KindParameters,
    ModelEvent,
    ModelParametersSet,
    Parameters,
)
from services.learning.formulas.mastery import InvalidField, parameters_from_json
from shared.kernel.decider import Decider
from shared.kernel.errors import DomainError
from shared.kernel.frozen_map import FrozenMap
from shared.kernel.messages import NOBODY, State, StreamId


class Model(State):
    """``number`` is how often parameters were set, ``by_day`` the newest for each day."""

    number: int = 0
    by_day: FrozenMap[date, Parameters] = state_field(default_factory=FrozenMap)


class TakesEffectInThePast(DomainError):
    """Rule 1: parameters take effect today or later."""


class ParametersOutOfRange(DomainError):
    """Rule 2: each parameter lies in its range, and each kind is named once."""


def decide(command: ModelCommand, model: Model) -> Sequence[ModelEvent]:
    """Events that follow from ``command``; raises the ``DomainError`` that forbids it."""
    match command:
        case SetModelParameters():
            return set_parameters(command, model)


def set_parameters(command: SetModelParameters, model: Model) -> Sequence[ModelEvent]:
    parameters = Parameters(
        enough=None if command.enough is None else float(command.enough),
        kinds=tuple(sorted(map(kind_of, command.kinds), key=lambda each: each.kind)),
    )
    if command.effective_from < command.today:
        raise TakesEffectInThePast("they take effect today or later", "effective_from")
    require_in_range(parameters)
    if model.by_day.get(command.effective_from) == parameters:
        return []
    return [
        ModelParametersSet(
            number=model.number + 1,
            effective_from=command.effective_from,
            parameters=parameters,
            set_by=command.set_by,
            set_on=command.today,
        )
    ]


def kind_of(setting: KindSetting) -> KindParameters:
    def number(value: float | None) -> float | None:
        return None if value is None else float(value)

    return KindParameters(
        kind=setting.kind,
        reliability=number(setting.reliability),
        half_life=number(setting.half_life),
        cap=number(setting.cap),
        uncapped=setting.uncapped,
    )


def require_in_range(parameters: Parameters) -> None:
    """As the model itself reads them; the refusal names the parameter at fault."""
    kinds = {each.kind for each in parameters.kinds}
    if len(kinds) < len(parameters.kinds):
        raise ParametersOutOfRange("each kind is named once", "kinds")
    for each in parameters.kinds:
        if each.uncapped and each.cap is not None:
            raise ParametersOutOfRange("a kind is capped or uncapped", f"kinds.{each.kind}.cap")
    try:
        parameters_from_json(parameters.as_json())
    except InvalidField as invalid:
        raise ParametersOutOfRange(invalid.problem, invalid.field) from None


def evolve(model: Model, event: ModelEvent) -> Model:
    """The model after ``event``; refuses nothing, for events have happened."""
    match event:
        case ModelParametersSet():
            by_day = model.by_day.with_(event.effective_from, event.parameters)
            return Model(number=event.number, by_day=by_day)


def about(_model: Model, _event: ModelEvent) -> Sequence[StreamId]:
    """Nobody's record."""
    return (NOBODY,)


decider: Decider[ModelCommand, Model, ModelEvent] = Decider(
    category="model", decide=decide, evolve=evolve, about=about, initial_state=Model()
)
