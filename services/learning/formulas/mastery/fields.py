"""What makes a number or name acceptable, and the error that names the field."""

import math


class InvalidField(ValueError):
    """A field does not hold what it may hold; ``field`` is its path, ``problem`` the sentence."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem

    def inside(self, outer: str) -> "InvalidField":
        """The same, with the path seen from further out."""
        return InvalidField(f"{outer}.{self.field}", self.problem)


def number(field: str, value: object) -> float:
    """``value`` as a finite float; a truth value is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidField(field, "must be a number")
    try:
        found = float(value)
    except OverflowError:
        found = math.inf
    if not math.isfinite(found):
        raise InvalidField(field, "must be a finite number")
    return found


def between(field: str, value: object, low: float, high: float) -> float:
    """``value`` as a float from ``low`` to ``high``, both included."""
    found = number(field, value)
    if not low <= found <= high:
        raise InvalidField(field, f"must lie between {low:g} and {high:g}")
    return found
