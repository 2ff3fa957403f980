"""Policies killed while they react: each event has the effect that it has without that, once."""

import asyncio
import random
from collections import Counter

import pytest

from services.learning.main import SERVICE
from tests.faults.killing import KILLS, LATEST, LONGEST, killed_often
from tests.faults.kills.company import ALL, Company, reacted
from tests.faults.kills.learning import Clients, ask, content, handler_on
from tests.faults.kills.replicas import at_work
from tests.faults.kills.stories import NOON, Story, a_story, without_faults
from tests.faults.machinery.crew import seed

pytestmark = pytest.mark.long

REPLICAS = 4
"""A group waits ten seconds for one that was killed; the others read on until another joins."""
PAUSE = 0.4
ANSWERED = '"policy_answered"'
STOPPED = '"policies_stopped"'


@pytest.mark.timeout(LONGEST)
async def test_policies_are_killed(company: Company) -> None:
    dice = random.Random(seed())  # noqa: S311 - which moment, no secrets
    stories: list[Story] = []
    async with (
        company.parts(SERVICE) as parts,
        company.replicas("learning", 1, "relay,projector"),
        company.replicas("learning", REPLICAS, "policies") as replicas,
    ):
        handler = handler_on(parts.store, parts.codec, parts.keys)

        async def told(own: random.Random) -> None:
            story = a_story(own)
            stories.append(story)
            for command, actor in story:
                await ask(handler, command, actor, NOON)

        async def kill() -> None:
            victim = await at_work(replicas, ANSWERED, dice)
            await asyncio.sleep(dice.uniform(0, LATEST))
            victim.kill()

        clients = Clients(dice, told, PAUSE)
        seconds = await killed_often(clients.run, dice, kill)
        await reacted(parts)
        log = await parts.store.read_log(0, ALL)
        found, wanted = await content(log, parts.codec, parts.keys), await without_faults(stories)
        assert (found - wanted, wanted - found) == (Counter(), Counter())
        said = "".join(one.read_text() for one in company.folder.glob("*.log"))
        assert STOPPED not in said
    followed = {event.command_id for event in log if event.actor.startswith("policy:")}
    print(  # noqa: T201 - the figures of this run
        f"{KILLS} kills of policies in {seconds:.0f} s, commands {sum(map(len, stories))}, "
        f"of policies {len(followed)}, issued again {said.count(ANSWERED) - len(followed)}"
    )
