"""A value like another one but for some fields."""

from dataclasses import replace as slow

import pytest

from shared.kernel.messages import Part
from shared.kernel.replacing import replace


class Point(Part):
    x: int
    y: int = 0


def test_it_is_what_the_standard_library_makes() -> None:
    point = Point(x=1, y=2)
    assert replace(point, y=3) == slow(point, y=3)
    assert point == Point(x=1, y=2)


def test_a_field_that_there_is_not_is_an_error() -> None:
    with pytest.raises(TypeError, match="z"):
        replace(Point(x=1), z=3)
