"""An answer that holds for a moment is asked for once."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from shared.runtime.coalesce import Kept


class Asked:
    def __init__(self) -> None:
        self.questions: list[list[str]] = []
        self.away = False

    async def __call__(self, keys: Sequence[str]) -> Mapping[str, int]:
        self.questions.append(list(keys))
        await asyncio.sleep(0)
        if self.away:
            raise OSError("away")
        return {key: len(key) for key in keys if key != "nobody"}


async def test_many_at_once_are_few_questions() -> None:
    asked = Asked()
    kept = Kept(asked, missing=0, seconds=60)
    names = [f"name-{number % 10}" for number in range(100)]
    assert await asyncio.gather(*map(kept.get, names)) == [6] * 100
    assert len(asked.questions) <= 2


async def test_an_answer_is_kept_one_that_is_missing_too() -> None:
    asked = Asked()
    kept = Kept(asked, missing=-1, seconds=60)
    for _ in range(3):
        assert await kept.get("nobody") == -1
        assert await kept.get("ada") == 3
    assert len(asked.questions) == 2


async def test_it_is_not_kept_longer_than_said() -> None:
    asked = Asked()
    kept = Kept(asked, missing=0, seconds=0.0)
    await kept.get("ada")
    await kept.get("ada")
    assert len(asked.questions) == 2


async def test_a_failure_is_not_kept() -> None:
    asked = Asked()
    kept = Kept(asked, missing=0, seconds=60)
    asked.away = True
    with pytest.raises(OSError, match="away"):
        await kept.get("ada")
    asked.away = False
    assert await kept.get("ada") == 3


async def test_it_does_not_grow_for_ever() -> None:
    kept = Kept(Asked(), missing=0, seconds=60, most=10)
    for number in range(100):
        await kept.get(str(number))
    assert len(kept._kept) <= 10  # noqa: SLF001 - what it holds is what the test is about
