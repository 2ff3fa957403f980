"""One question for many callers."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from shared.privacy.coalescing import Coalescer


@dataclass
class Oracle:
    """Squares what it is asked, and knows nothing of negative numbers."""

    asked: list[Sequence[int]] = field(default_factory=list)
    failing: bool = False
    was_asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def ask(self, keys: Sequence[int]) -> Mapping[int, int]:
        self.asked.append(keys)
        self.was_asked.set()
        await asyncio.sleep(0)
        if self.failing:
            raise ConnectionError
        return {key: key * key for key in keys if key >= 0}


async def test_a_single_question_is_asked_at_once() -> None:
    oracle = Oracle()
    assert await Coalescer(oracle.ask, 10).answers([3, -3]) == {3: 9}
    assert oracle.asked == [[3, -3]]


async def test_questions_during_a_question_are_asked_together_each_key_once() -> None:
    oracle = Oracle()
    coalescer = Coalescer(oracle.ask, 100)
    first = asyncio.create_task(coalescer.answers([0]))
    await oracle.was_asked.wait()
    others = [asyncio.create_task(coalescer.answers([n % 3, 7])) for n in range(9)]
    found = await asyncio.gather(first, *others)
    assert oracle.asked == [[0], [0, 7, 1, 2]]
    for n, answers in enumerate(found[1:]):
        assert (answers[7], answers[n % 3]) == (49, (n % 3) ** 2)


async def test_a_question_is_bounded() -> None:
    oracle = Oracle()
    coalescer = Coalescer(oracle.ask, 4)
    await asyncio.gather(*(coalescer.answers([n, n + 100]) for n in range(5)))
    assert [len(keys) for keys in oracle.asked] == [4, 4, 2]


async def test_a_failure_reaches_those_who_asked_and_nobody_later() -> None:
    oracle = Oracle(failing=True)
    coalescer = Coalescer(oracle.ask, 10)
    asking = (coalescer.answers([n]) for n in range(3))
    results = await asyncio.gather(*asking, return_exceptions=True)
    assert [type(result) for result in results] == [ConnectionError] * 3
    oracle.failing = False
    assert await coalescer.answers([2]) == {2: 4}


async def test_who_gives_up_does_not_disturb_the_others() -> None:
    coalescer = Coalescer(Oracle().ask, 10)
    tasks = [asyncio.create_task(coalescer.answers([n])) for n in range(3)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    with pytest.raises(asyncio.CancelledError):
        await tasks[0]
    assert (await tasks[1])[1] == 1
    assert (await tasks[2])[2] == 4
