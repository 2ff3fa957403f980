"""Who changed a reporting line stays known to those who judge by it, in every service that does."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.goals import foreign_events as of_goals
from services.goals.projections import line_changes as in_goals
from services.learning import foreign_events as of_learning
from services.learning.projections import line_changes as in_learning
from shared.kernel.messages import Event, StreamId
from shared.kernel.replacing import caused_by

ADA, BOSS = StreamId("person-ada"), StreamId("person-boss")
DAY = date(2026, 11, 23)
LATER = DAY + timedelta(days=9)
SERVICES = [
    pytest.param(of_goals, in_goals.projection, id="goals"),
    pytest.param(of_learning, in_learning.projection, id="learning"),
]


def changes(projection: Any, *history: tuple[Event, str]) -> dict[str, tuple[str, date]]:
    rows: dict[str, Any] = {}
    for event, actor in history:
        told = caused_by(event, actor)
        for key in projection.keys(told):
            rows[key] = projection.evolve(key, rows.get(key), told)
    return {row.changed_by: (row.person, row.changed_on) for row in rows.values()}


@pytest.mark.parametrize(("foreign", "projection"), SERVICES)
def test_each_who_changed_a_line_is_kept_with_the_last_day(foreign: Any, projection: Any) -> None:
    detached = foreign.ManagerChanged(person=ADA, manager=None, changed_on=DAY)
    attached = foreign.ManagerChanged(person=ADA, manager=BOSS, changed_on=LATER)
    assert changes(projection, (detached, "hr-1"), (attached, "hr-2")) == {
        "hr-1": (ADA, DAY),
        "hr-2": (ADA, LATER),
    }
    assert changes(projection, (attached, "hr-1"), (detached, "hr-1")) == {"hr-1": (ADA, LATER)}


@pytest.mark.parametrize(("foreign", "projection"), SERVICES)
def test_leaving_and_coming_back_change_a_line_too(foreign: Any, projection: Any) -> None:
    left = foreign.PersonLeftLines(person=ADA, left_on=DAY)
    back = foreign.PersonRejoinedLines(person=ADA, rejoined_on=LATER)
    assert changes(projection, (left, "hr-1"), (back, "hr-2")) == {
        "hr-1": (ADA, DAY),
        "hr-2": (ADA, LATER),
    }


def test_other_events_are_left_as_they_are() -> None:
    hired = of_goals.PersonHired(person=ADA)
    assert caused_by(hired, "hr-1") is hired
