"""Roles and people by dice, for properties: few skills, so that they meet."""

from hypothesis import settings
from hypothesis import strategies as st

from services.gateway.formulas.required import Known, Required

MANY = settings(max_examples=500, deadline=None)
SKILLS = [f"skill-{letter}" for letter in "abcdef"]

levels = st.integers(1, 5)
skills = st.sampled_from(SKILLS)


def requirements(least: int = 0) -> st.SearchStrategy[tuple[Required, ...]]:
    """Each skill once."""
    one = st.builds(Required, skills, levels, st.integers(1, 3))
    return st.lists(one, min_size=least, max_size=6, unique_by=lambda each: each.skill).map(tuple)


masteries = st.floats(1, 5)
assessed = st.builds(Known, masteries, st.sampled_from(["verified", "provisional", "stale"]))
unassessed = st.just(Known(None, "unassessed"))
known_skills = st.dictionaries(skills, st.one_of(assessed, unassessed))
held_levels = st.dictionaries(skills, levels)
