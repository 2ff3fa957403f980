"""The ledger killed while it records: each change of evidence becomes its events, once."""

import asyncio
import random
from functools import partial

import pytest

from services.learning.commands.skill import DefineSkill
from services.learning.main import SERVICE
from shared.readmodel.rebuild.run import rebuild
from shared.runtime.parts import Parts
from suite.commands.operating import read_model
from tests.faults.killing import KILLS, LATEST, LONGEST, killed_often
from tests.faults.kills.company import END, Company, projected
from tests.faults.kills.learning import HR, Clients, ask, handler_on, new
from tests.faults.kills.learning_evidence import Exams, amounts_to, mastery_of, rows_of
from tests.faults.kills.replicas import Replica, at_work
from tests.faults.machinery.crew import seed
from tests.integration.machinery.rebuilding import Steps
from tests.integration.machinery.world import until

pytestmark = pytest.mark.long

REPLICAS = 3
"""One leads, the others ask every two seconds whether it still does."""
PAUSE = 0.1
SKILLS = 5
LEADS = '"ledger_leads"'
RECORDED = "SELECT count(*) FROM learning_log.events WHERE actor = 'policy:ledger'"
NOTHING_DUE = """
SELECT NOT EXISTS (SELECT FROM mastery_due) AND NOT EXISTS (SELECT FROM ledger_refresh)
"""


async def killed(
    parts: Parts, replicas: list[Replica], dice: random.Random, recorded: list[int]
) -> None:
    """As soon as it leads, or once it has recorded something besides."""
    leader = await at_work(replicas, LEADS, dice, fresh=False)
    if dice.random() < 0.5:

        async def records() -> bool:
            return int(await parts.log.fetchval(RECORDED)) > recorded[0]

        await until(records)
    await asyncio.sleep(dice.uniform(0, LATEST))
    leader.kill()
    recorded[0] = await parts.log.fetchval(RECORDED)


@pytest.mark.timeout(LONGEST)
async def test_the_ledger_is_killed(company: Company) -> None:
    dice = random.Random(seed())  # noqa: S311 - which moment, no secrets
    async with (
        company.parts(SERVICE) as parts,
        company.replicas("learning", 1, "relay,projector"),
        company.replicas("learning", REPLICAS, "ledger") as replicas,
    ):
        handler = handler_on(parts.store, parts.codec, parts.keys)
        now = parts.clock.now()
        skills = [new(dice, "skill") for _ in range(SKILLS)]
        for skill in skills:
            await ask(handler, DefineSkill(skill=skill, name=skill, today=now.date()), HR, now)
        exams = Exams(parts.read, handler, skills, now)
        kill = partial(killed, parts, replicas, dice, [0])
        seconds = await killed_often(Clients(dice, exams.one, PAUSE).run, dice, kill)
        await projected(parts)
        await until(lambda: parts.read.fetchval(NOTHING_DUE), END)
        await projected(parts)
        steps, found = await mastery_of(parts)
        assert found == {pair: amounts_to(steps[pair], now.date()).events for pair in steps}
        assert await rows_of(parts) == {
            pair: row
            for pair in steps
            if (row := amounts_to(steps[pair], now.date()).assessment).status != "unassessed"
        }
        opener = partial(read_model, "learning", company.settings())
        built = await rebuild(opener, (), (), Steps(), check=True)
        assert all(live == anew for live, anew in built.compared.values()), built.compared
    print(  # noqa: T201 - the figures of this run
        f"{KILLS} kills of the ledger in {seconds:.0f} s, changes of evidence "
        f"{sum(map(len, steps.values()))}, events recorded {sum(map(len, found.values()))}"
    )
