"""Every action is a step that would raise the level, with offers that exist."""

from datetime import date

from hypothesis import given as for_all
from hypothesis import strategies as st

from services.gateway.formulas.next_actions import Offer, actions, gaps, shortest
from services.gateway.formulas.readiness import readiness
from services.gateway.formulas.required import Known, Required
from services.learning.formulas.mastery import Evidence, assess, what_would_raise
from tests.unit.gateway.formulas.some import MANY, known_skills, levels, requirements

DAY = date(2026, 6, 15)
RUST = Required("rust", 4, 3)
COURSE = Offer("learning_assessed", "activity-1", 5.0, 600)
TALK = Offer("learning_assessed", "activity-2", 2.0, 60)
WORK = Offer("stretch_assignment", "stretch_assignment-1", 4.0, 9000)


def found_for(offers: list[Offer]) -> list[tuple[str, tuple[str, ...]]]:
    seen = readiness([RUST], {})
    assert seen is not None
    ((stand, gap),) = gaps(seen)
    steps = what_would_raise([], DAY, RUST.level, minutes=shortest(offers))
    return [
        (action.step.kind, tuple(offer.stream for offer in action.offers))
        for action in actions(stand, gap, steps, offers)
    ]


def test_no_action_without_an_offer() -> None:
    assert found_for([]) == []


def test_an_offer_below_the_value_of_the_step_is_none() -> None:
    assert found_for([TALK, WORK]) == [("stretch_assignment", (WORK.stream,))]


def test_a_step_of_two_items_needs_two_offers() -> None:
    """One assessed course is not enough evidence."""
    assert found_for([COURSE]) == []
    other = Offer("learning_assessed", "activity-3", 4.0, 300)
    assert found_for([COURSE, other]) == [("learning_assessed", (other.stream, COURSE.stream))]


def test_the_largest_weighted_gap_comes_first_and_what_is_met_is_none() -> None:
    wanted = [Required("a", 4, 1), Required("b", 4, 3), Required("c", 2, 3)]
    known = {"b": Known(2.0, "verified"), "c": Known(1.6, "verified")}
    seen = readiness(wanted, known)
    assert seen is not None
    assert [(stand.required.skill, gap) for stand, gap in gaps(seen)] == [
        ("b", 1.5 / 7),
        ("a", 1 / 7),
    ]


offers = st.lists(
    st.builds(
        Offer,
        st.sampled_from(["learning_assessed", "certification", "stretch_assignment"]),
        st.integers(1, 20).map(str),
        levels.map(float),
        st.integers(1, 9000),
    ),
    max_size=8,
    unique_by=lambda offer: offer.stream,
)
evidence = st.lists(
    st.builds(
        lambda kind, value: (kind, float(value)),
        st.sampled_from(["manager_review", "test_score", "self_assessment"]),
        levels,
    ),
    max_size=3,
).map(
    lambda found: [
        Evidence(kind, value, DAY, 1, f"r{n}", f"e{n}") for n, (kind, value) in enumerate(found)
    ]
)


@MANY
@for_all(evidence, levels, offers)
def test_what_is_offered_brings_the_level_about(
    known: list[Evidence], level: int, open_now: list[Offer]
) -> None:
    seen = readiness([Required("rust", level, 2)], {})
    assert seen is not None
    ((stand, gap),) = gaps(seen)
    steps = what_would_raise(known, DAY, level, minutes=shortest(open_now))
    for action in actions(stand, gap, steps, open_now):
        assert len(action.offers) == action.step.items
        assert set(action.offers) <= set(open_now)
        brought = [
            Evidence(offer.kind, offer.value, DAY, 1, "", f"new-{offer.stream}")
            for offer in action.offers
        ]
        after = assess([*known, *brought], DAY)
        assert after.status == "verified"
        assert (after.level or 0) >= level


@MANY
@for_all(requirements(1), known_skills)
def test_gaps_are_what_readiness_lacks(
    wanted: tuple[Required, ...], known: dict[str, Known]
) -> None:
    seen = readiness(wanted, known)
    assert seen is not None
    found = gaps(seen)
    shares = [gap for _, gap in found]
    assert shares == sorted(shares, reverse=True)
    assert all(0 < gap <= 1 for gap in shares)
    assert sum(shares) <= 1 - seen.low + 1e-9
    assert {stand.required.skill for stand, _ in found} == {
        stand.required.skill for stand in seen.stands if stand.standing != "met"
    }
