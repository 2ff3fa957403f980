"""What the graph computes of mastery and learning by itself."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.nodes.days import MOST_POINTS, days_between, months_before
from services.gateway.nodes.errors import Fault
from services.gateway.nodes.evidence import Known
from services.gateway.nodes.explanation import count, explanation, led_only, raising_steps
from services.gateway.nodes.learning_enums import EvidenceKind
from services.gateway.nodes.learning_time import LearningWeek
from services.gateway.schema import Graph
from services.gateway.schema.cost import cost_of
from services.gateway.schema.documents import Documents
from services.learning.formulas.mastery import DEFAULTS, KINDS, Evidence

GRAPH = Graph()
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
DAY = date(2026, 6, 15)
ITEMS = st.lists(
    st.builds(
        Evidence,
        kind=st.sampled_from(sorted(KINDS)),
        value=st.floats(1, 5),
        occurred_on=st.dates(date(2022, 1, 1), DAY),
        raters=st.integers(1, 5),
        rater_or_test=st.sampled_from(["rater-1", "rater-2", "rater-3"]),
        evidence_id=st.uuids().map(str),
    ),
    max_size=8,
    unique_by=lambda item: item.evidence_id,
)


def known(items: list[Evidence]) -> list[Known]:
    return [Known(DAY, "skill", item, "somewhere", DEFAULTS) for item in items]


@given(ITEMS)
def test_the_lines_of_a_manager_add_up_to_the_same(items: list[Evidence]) -> None:
    full = explanation(known(items), DAY, led=False)
    led = explanation(known(items), DAY, led=True)
    assert (led.sum, led.level, led.status) == (full.sum, full.level, full.status)
    for told in (full, led):
        total = sum(line.contribution for line in told.lines)
        assert total == pytest.approx(told.sum or 0)
        assert len(told.lines) == count(known(items), led=told is led)
        assert sum(line.share for line in told.lines) == pytest.approx(0 if told.sum is None else 1)


@given(ITEMS)
def test_a_manager_is_told_neither_mentors_nor_how_many_raters(items: list[Evidence]) -> None:
    lines = explanation(known(items), DAY, led=True).lines
    kinds = [line.kind for line in lines]
    assert kinds.count(EvidenceKind.MENTORING) <= 1
    assert not {EvidenceKind.MENTOR_ASSESSMENT, EvidenceKind.MENTORSHIP_SESSION} & set(kinds)
    assert all(line.raters is None for line in lines)
    assert all(1 <= line.value <= 5 for line in lines)
    assert "rater-" not in repr(lines)


def test_a_manager_is_not_told_whether_a_mentor_would_speak_again() -> None:
    items = [
        Evidence("manager_review", 3, DAY, 1, "boss", "1"),
        Evidence("mentor_assessment", 3, DAY, 1, "mentor", "2"),
    ]
    for led, again in ((False, 1), (True, None)):
        steps = raising_steps(known(items), DAY, 4, led=led)
        told = {step.kind: step.again for step in steps}
        assert told[EvidenceKind.MENTOR_ASSESSMENT] == again
        assert told[EvidenceKind.MANAGER_REVIEW] == 1


@pytest.mark.parametrize(
    ("relations", "led"),
    [
        ({"direct_manager"}, True),
        ({"direct_manager", "hr"}, False),
        ({"self"}, False),
        ({"hr"}, False),
    ],
)
def test_who_leads_and_is_hr_reads_as_hr(relations: set[str], led: bool) -> None:
    assert led_only(relations) is led  # type: ignore[arg-type]  # names of relations


@given(DAYS, st.integers(1, 4000), st.integers(2, MOST_POINTS))
def test_a_history_has_both_ends_and_its_points_in_order(
    start: date, span: int, points: int
) -> None:
    end = start + timedelta(days=span)
    days = days_between(start, end, points)
    assert days[0] == start
    assert days[-1] == end
    assert list(days) == sorted(set(days))
    assert len(days) == min(points, span + 1)
    gaps = {(later - day).days for day, later in pairwise(days)}
    assert max(gaps) - min(gaps) <= 1


@given(DAYS, st.integers(1, 120))
def test_months_before_a_day_are_as_many_months(day: date, months: int) -> None:
    found = months_before(day, months)
    assert (day.year - found.year) * 12 + day.month - found.month == months
    assert found.day == day.day or (found.day < day.day and (found + timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("monday", "week"),
    [(date(2026, 6, 15), "2026-W25"), (date(2024, 12, 30), "2025-W01"), (DAY, "2026-W25")],
)
def test_a_week_is_named_as_in_iso_8601(monday: date, week: str) -> None:
    assert LearningWeek(starts_on=monday, minutes=0, budget=None).week() == week


def test_what_takes_long_to_compute_costs_more() -> None:
    query = """{ team { members(first: %d) { edges { node { mastery(first: 20) { edges { node {
        %s } } } } } } } }"""

    def cost(people: int, field: str) -> int:
        document = Documents(GRAPH.core).read(query % (people, field))
        return cost_of(GRAPH.core, document.parts, {})

    assert cost(12, "explanation { sum } history { level }") < 50_000
    for people, field in ((50, "history { level }"), (3, "whatWouldRaise(toLevel: 4) { kind }")):
        with pytest.raises(Fault):
            cost(people, field)
