"""Facts about the mastery model."""

from datetime import date

from shared.kernel.messages import Event, Part, StreamId


class KindParameters(Part):
    """What is none keeps its default, apart from the cap of a kind that is ``uncapped``."""

    kind: str
    reliability: float | None
    half_life: float | None
    cap: float | None
    uncapped: bool

    def as_json(self) -> dict[str, float | None]:
        given = {"reliability": self.reliability, "half_life": self.half_life, "cap": self.cap}
        kept = {name for name, value in given.items() if value is not None}
        kept |= {"cap"} if self.uncapped else set()
        return {name: value for name, value in given.items() if name in kept}


class Parameters(Part):
    enough: float | None
    kinds: tuple[KindParameters, ...]

    def as_json(self) -> dict[str, object]:
        """As ``formulas.mastery.parameters_from_json`` reads it."""
        kinds = {each.kind: each.as_json() for each in self.kinds}
        return {"kinds": kinds} if self.enough is None else {"enough": self.enough, "kinds": kinds}


class ModelParametersSet(Event):
    """In force from ``effective_from`` until a later day's; of one day the largest ``number``."""

    number: int
    effective_from: date
    parameters: Parameters
    set_by: StreamId
    set_on: date


ModelEvent = ModelParametersSet
