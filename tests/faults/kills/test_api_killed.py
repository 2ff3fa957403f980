"""Processes that take commands are killed while they answer: what they answered holds."""

import asyncio
import random
from collections import Counter

import pytest

from services.directory.main import SERVICE
from shared.runtime.tokens import ConsistencyTokens
from tests.faults.history import complaints_of_log, complaints_of_topic
from tests.faults.killing import KILLS, LATEST, LONGEST, killed_often
from tests.faults.kills.callers import Callers, told
from tests.faults.kills.company import ALL, END, PARTITIONS, Company
from tests.faults.kills.replicas import READY_WITHIN, Replica
from tests.faults.machinery.crew import seed
from tests.faults.topic import positions_on
from tests.integration.machinery.world import until
from tests.integration.runtime.running import eventually

pytestmark = pytest.mark.long

REPLICAS = 3


@pytest.mark.timeout(LONGEST)
async def test_the_api_is_killed(company: Company) -> None:
    dice = random.Random(seed())  # noqa: S311 - which moment, no secrets
    token = company.issuer.token("importer", "hr", client_id="importer", expires=2 * LONGEST)
    tokens = ConsistencyTokens(company.settings().token_key.get_secret_value())
    async with (
        company.parts(SERVICE) as parts,
        company.replicas("directory", 1, "relay"),
        company.replicas("directory", REPLICAS, "api") as replicas,
    ):
        callers = Callers(replicas, token, tokens, dice)

        async def kill() -> None:
            """One that has answered since the last kill, when all are ready again."""
            before = Counter(callers.answered)

            async def found() -> list[Replica]:
                worked = [one for one in replicas if callers.answered[one.port] > before[one.port]]
                return worked if all(one.ready for one in replicas) else []

            victim = dice.choice(await eventually(found, READY_WITHIN))
            await asyncio.sleep(dice.uniform(0, LATEST))
            victim.kill()

        async def all_published() -> bool:
            cursor = await parts.log.fetchval("SELECT position FROM relay_cursor")
            return bool(cursor == await parts.store.head())

        seconds = await killed_often(callers.run, dice, kill)
        log = await parts.store.read_log(0, ALL)
        assert callers.complaints == []
        assert complaints_of_log(callers.history, log, told) == []
        await until(all_published, END)
        messages = await positions_on(company.kafka, parts.topic, PARTITIONS)
        assert complaints_of_topic(log, messages) == []
    print(  # noqa: T201 - the figures of this run
        f"{KILLS} kills of the API in {seconds:.0f} s, acknowledged {len(callers.history.answers)},"
        f" refused {len(callers.history.refused)}, without an answer {callers.unanswered}, of"
        f" these never sent again {callers.given_up}"
    )
