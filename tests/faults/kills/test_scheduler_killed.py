"""The scheduler killed while it issues what is due: each due day becomes one event."""

import asyncio
import random
import signal
from collections import Counter
from datetime import date, timedelta
from functools import partial

import pytest

from services.learning.commands.certification import ClaimCertification
from services.learning.commands.skill import DefineSkill, SkillAtLevel
from services.learning.events.certification import CertificationExpired
from services.learning.main import SERVICE
from shared.kernel.messages import StreamId
from shared.runtime.parts import Parts
from tests.faults.killing import KILLS, LATEST, LONGEST, killed_often
from tests.faults.kills.company import ALL, END, Company
from tests.faults.kills.learning import HR, Clients, ask, handler_on, new, read
from tests.faults.kills.replicas import Replica, at_work
from tests.faults.machinery.crew import seed
from tests.integration.machinery.world import until

pytestmark = pytest.mark.long

REPLICAS = 3
"""One leads, the others ask every two seconds whether it still does."""
PAUSE = 0.2
EXPIRED = ".certification-expired.v1"
LOOK = 0.3
LEADING = """
SELECT pid FROM pg_locks
WHERE locktype = 'advisory' AND granted AND objsubid = 1
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND (classid::bigint << 32) | objid::bigint
      = hashtextextended('scheduler of ' || current_schema(), 0)
"""
ISSUED = '"event": "deadline"'


def claimed(dice: random.Random, skill: StreamId, today: date) -> ClaimCertification:
    """Of somebody's certificate, confirmed at once, which has expired since."""
    return ClaimCertification(
        certification=new(dice, "certification"),
        person=new(dice, "person"),
        name="Cloud architect",
        skills=(SkillAtLevel(skill=skill, level=3),),
        earned_on=today - timedelta(days=1000),
        expires_on=today - timedelta(days=dice.randrange(400)),
        proof="https://clouds.example/1",
        claimed_by=HR.id,
        today=today,
    )


async def killed(
    parts: Parts, leaders: list[Replica], reader: Replica, dice: random.Random
) -> None:
    """At times rows stay that have been answered, so that whoever follows finds them again."""
    leader = await at_work(leaders, ISSUED, dice)
    await asyncio.sleep(dice.uniform(0, LATEST))
    rows_stay = dice.random() < 0.5
    if rows_stay:
        reader.send(signal.SIGSTOP)
        await asyncio.sleep(dice.uniform(0, LATEST))
    led = await parts.read.fetchval(LEADING)
    leader.kill()

    async def followed() -> bool:
        return await parts.read.fetchval(LEADING) not in (None, led)

    await until(followed)
    if rows_stay:
        await asyncio.sleep(LOOK)
        reader.send(signal.SIGCONT)


@pytest.mark.timeout(LONGEST)
async def test_the_scheduler_is_killed(company: Company) -> None:
    dice = random.Random(seed())  # noqa: S311 - which moment, no secrets
    due: Counter[tuple[str, date]] = Counter()
    async with (
        company.parts(SERVICE) as parts,
        company.replicas("learning", 1, "relay,projector") as [reader],
        company.replicas("learning", REPLICAS, "scheduler", scheduler_seconds="0.1") as leaders,
    ):
        handler = handler_on(parts.store, parts.codec, parts.keys)
        now, skill = parts.clock.now(), new(dice, "skill")
        await ask(handler, DefineSkill(skill=skill, name="Clouds", today=now.date()), HR, now)

        async def expires(own: random.Random) -> None:
            claim = claimed(own, skill, now.date())
            assert claim.expires_on is not None
            due[f"{claim.certification}/1", claim.expires_on] += 1
            await ask(handler, claim, HR, now)

        async def all_expired() -> bool:
            stored = await parts.store.read_log(0, ALL)
            return sum(event.type.endswith(EXPIRED) for event in stored) >= len(due)

        async def none_due() -> bool:
            return not await parts.read.fetchval("SELECT count(*) FROM deadlines")

        kill = partial(killed, parts, leaders, reader, dice)
        seconds = await killed_often(Clients(dice, expires, PAUSE).run, dice, kill)
        await until(all_expired, END)
        await until(none_due, END)
        found: Counter[tuple[str, date]] = Counter()
        for stored in await parts.store.read_log(0, ALL):
            event = await read(stored, parts.codec, parts.keys)
            if isinstance(event, CertificationExpired):
                found[event.item, event.expired_on] += 1
                assert stored.actor == "policy:deadline"
        assert found == due
    issued = sum(one.read_text().count(ISSUED) for one in company.folder.glob("*.log"))
    print(  # noqa: T201 - the figures of this run
        f"{KILLS} kills of the scheduler in {seconds:.0f} s, due days {len(due)}, issued {issued}"
    )
