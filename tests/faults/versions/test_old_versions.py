"""Fault 21: events of old versions are read as new ones, by tables, rebuilds and command handlers.

They are stored as the post wrote them then, sealed, and go through the real log, topic and tables.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest

from shared.eventstore.codec import Codec
from shared.eventstore.event_ids import uuid7
from shared.eventstore.port import Append, NewEvent, StreamWrite
from shared.kernel.actor import Person
from shared.kernel.erased import ERASED
from shared.kernel.messages import Command, StreamId
from shared.readmodel.rebuild.plan import ReadModel
from shared.readmodel.rebuild.run import rebuild
from shared.runtime.parts import Parts
from tests.faults.kills.company import Company, projected
from tests.faults.kills.learning import ask
from tests.faults.kills.stories import DAY, NOON
from tests.faults.versions import old
from tests.faults.versions.post import SERVICE, ParcelAlreadyStamped, StampParcel
from tests.integration.machinery.rebuilding import Steps
from tests.integration.runtime.running import running

BEA, CARL, GONE = (StreamId(f"person-{uuid4()}") for _ in range(3))
ROWS = "SELECT parcel, sender, receiver, grams, label, cents, stamped_to FROM parcels"
PARKED = "SELECT error FROM parked"

CODECS = {1: old.first(), 2: old.second(), 3: Codec("post", SERVICE.events, SERVICE.upcasters)}
CONTENTS: dict[int, dict[str, Any]] = {
    1: {"kilos": 1.5, "name": "Carl"},
    2: {"grams": 1500, "name": "Carl"},
    3: {"grams": 1500, "label": "To Carl"},
}


async def record(parts: Parts, version: int, sender: StreamId, receiver: StreamId) -> StreamId:
    """A parcel of that version; answers its id."""
    codec, parcel, event_id = CODECS[version], StreamId(f"parcel-{uuid4()}"), uuid7()
    sent: Any
    [sent] = [cls for cls in codec.events if cls.__name__ == "ParcelSent"]
    event = sent(parcel=parcel, sender=sender, receiver=receiver, **CONTENTS[version])
    stored = codec.type_of(sent)
    assert stored == f"mastery.post.parcel-sent.v{version}"
    payload = codec.encode(event, event_id, await parts.keys.ensured([receiver]))
    assert "Carl" not in payload
    await parts.store.append(
        Append(
            command_id=uuid4(),
            body_hash=b"",
            writes=(StreamWrite(parcel, 0, (NewEvent(event_id, stored, payload, (sender,)),)),),
            recorded_at=NOON,
            actor=sender,
            correlation_id="test",
            causation_id=None,
            origin="live",
            traceparent=None,
        )
    )
    return parcel


async def stamp(parts: Parts, parcel: StreamId) -> None:
    command: Command = StampParcel(parcel=parcel)
    await ask(parts.handler, command, Person(id=BEA), NOON)


async def rows(parts: Parts) -> dict[str, tuple[Any, ...]]:
    return {row[0]: tuple(row[1:]) for row in await parts.read.fetch(ROWS)}


def rows_of(kept: Sequence[str], lost: Sequence[str], *stamp: Any) -> dict[str, tuple[Any, ...]]:
    """Of those whose receiver is known, and of those whose receiver was erased."""
    cents, to = stamp or (None, None)
    found: dict[str, tuple[Any, ...]] = {}
    found |= dict.fromkeys(kept, (BEA, CARL, 1500, "To Carl", cents, to))
    return found | dict.fromkeys(lost, (BEA, GONE, 1500, ERASED, cents, None))


async def test_an_old_version_is_read_as_a_new_one_by_all_who_read(company: Company) -> None:
    async with company.parts(SERVICE) as parts:
        kept = [await record(parts, version, BEA, CARL) for version in CODECS]
        lost = [await record(parts, version, BEA, GONE) for version in CODECS]
        for version in CODECS:
            await record(parts, version, GONE, CARL)  # an erased person's record has no row
        await parts.keys.destroy(GONE)
        async with running(
            "tests.faults.versions.post",
            company.environment,
            company.folder,
            roles="relay,projector",
        ):
            await projected(parts)
            assert await rows(parts) == rows_of(kept, lost)
            for parcel in (*kept, *lost):
                await stamp(parts, parcel)
            await projected(parts)
            assert await rows(parts) == rows_of(kept, lost, 3000, "To Carl")
            assert await parts.read.fetch(PARKED) == []
            await rebuilt_is_live(company)
        async with company.parts(SERVICE) as another:  # which folds stamps upon old versions
            for parcel in (*kept, *lost):
                with pytest.raises(ParcelAlreadyStamped):
                    await stamp(another, parcel)


async def rebuilt_is_live(company: Company) -> None:
    @asynccontextmanager
    async def opened() -> AsyncIterator[ReadModel]:
        async with company.parts(SERVICE) as parts:
            yield model(parts, company.url)

    built = await rebuild(opened, (), (), Steps(), check=True)
    assert sorted(built.compared) == ["counts", "parcels"]
    for live, again in built.compared.values():
        assert live == again
    assert built.events > 0


def model(parts: Parts, url: str) -> ReadModel:
    return ReadModel(
        name=SERVICE.name,
        url=url,
        rows=SERVICE.row_schema,
        views=SERVICE.view_schema,
        connect={"bootstrap_servers": parts.settings.kafka_bootstrap_servers},
        topics=parts.topics(SERVICE.sources),
        partitions=parts.settings.topic_partitions,
        codec=parts.codec,
        keys=parts.keys,
        projections=SERVICE.subscriptions.projections,
        derived=(),
        markings=(),
        today=lambda: DAY,
    )
