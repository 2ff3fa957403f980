"""Evidence as it may be, drawn by hypothesis."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from services.learning.formulas.mastery import KINDS, Evidence

AS_OF = date(2026, 11, 24)
ALL = tuple(KINDS)
STRONG = [kind for kind, facts in KINDS.items() if facts.strong]
WEAK = [kind for kind, facts in KINDS.items() if not facts.strong]
ONE_SIDED = [kind for kind, facts in KINDS.items() if facts.strong and facts.one_sided]
ENOUGH_ALONE = ("manager_review", "test_score", "certification", "stretch_assignment")
CELLS = ("peer_feedback", "upward_feedback")
UP_TO_FOUR_YEARS = st.integers(0, 1500)
SOME_AHEAD = st.integers(-100, 1500)
values = st.integers(10, 50).map(lambda tenths: tenths / 10)


def ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


def shapes(kinds: Sequence[str]) -> list[tuple[str, int, str]]:
    """Kind, raters and rater or test, drawn at once: drawing is what these tests spend time on."""
    cells = [(kind, n, "") for kind in kinds if kind in CELLS for n in (3, 4, 6)]
    rest = [(kind, 1, who) for kind in kinds if kind not in CELLS for who in ("", "ana", "jun")]
    return cells + rest


@st.composite
def items(
    draw: Any,
    kinds: Sequence[str] = ALL,
    evidence_id: str = "new",
    ages: st.SearchStrategy[int] = UP_TO_FOUR_YEARS,
) -> Evidence:
    kind, raters, who = draw(st.sampled_from(shapes(kinds)))
    expires_on = None
    if kind == "certification":
        expires_on = draw(st.none() | st.integers(-400, 400).map(ago))
    return Evidence(kind, draw(values), ago(draw(ages)), raters, who, evidence_id, expires_on)


@st.composite
def evidence(
    draw: Any,
    kinds: Sequence[str] = ALL,
    ages: st.SearchStrategy[int] = SOME_AHEAD,
    most: int = 7,
) -> list[Evidence]:
    """Up to ``most`` items with unique ids."""
    return [draw(items(kinds, f"e{n}", ages)) for n in range(draw(st.integers(0, most)))]


@st.composite
def known(draw: Any) -> list[Evidence]:
    """With an item that is or was enough by itself: the level is verified or stale."""
    first = draw(items(ENOUGH_ALONE, "first", st.integers(0, 300) | st.integers(0, 3000)))
    return [*draw(evidence(most=5)), first]
