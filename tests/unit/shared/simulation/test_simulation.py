"""The machinery under a broken world, a story a seed.

``MASTERY_SEEDS=N`` tries so many instead of 2,000; ``MASTERY_SEED=n`` tells the story of one again.
"""

import gc
import os
from collections.abc import Iterator

import pytest

from tests.unit.shared.simulation.story import told

SEEDS = int(os.environ.get("MASTERY_SEEDS", "2000"))
ONE = os.environ.get("MASTERY_SEED")
CHUNK = 50


@pytest.fixture(autouse=True)
def without_collection() -> Iterator[None]:
    """What a seed leaves behind is freed once a chunk."""
    gc.freeze()
    gc.disable()
    yield
    gc.enable()
    gc.unfreeze()


@pytest.mark.parametrize("first", [int(ONE)] if ONE else range(0, SEEDS, CHUNK))
def test_whatever_breaks_nothing_is_lost_or_done_twice(first: int) -> None:
    for seed in [first] if ONE else range(first, min(first + CHUNK, SEEDS)):
        try:
            told(seed)
        except Exception as error:
            error.add_note(f"again with MASTERY_SEED={seed}")
            raise


@pytest.mark.parametrize("seed", [3, 14, 15])
def test_a_seed_tells_the_same_story_each_time(seed: int) -> None:
    assert told(seed) == told(seed)


def test_the_stories_are_about_something() -> None:
    stories = [told(seed) for seed in range(20)]
    assert sum(story.events for story in stories) > 100
    assert sum(story.records - story.events for story in stories) > 10  # came more than once
