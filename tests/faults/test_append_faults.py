"""Faults 2, 3, 4 and 22: lost answers, hot streams, bad company in a batch, stale states."""

import asyncio
from dataclasses import replace

import pytest

from shared.eventstore.port import Appended, Conflict, Known, Outcome, Reused, StreamPosition
from shared.kernel.ids import unique_stream
from shared.kernel.messages import StreamId
from shared.testing.library import (
    ANNA,
    CODEC,
    fresh_home,
    handle_all,
    opened,
    processes,
    request,
)
from shared.testing.logs import append, fresh_stream, write
from shared.testing.proxy import proxied
from shared.testing.shelf import (
    CountVisit,
    MoveBook,
    OpenShelf,
    PlaceBook,
    ShelfFull,
    VisitCounted,
)

APPENDED = b"appended"
"""Stands in the answer of ``append_batch``, which leaves the server after COMMIT."""


def opening(places: int) -> OpenShelf:
    return OpenShelf(shelf=fresh_stream(), owner=ANNA.id, name="Poems", places=places)


async def test_2_an_answer_lost_after_commit_is_fetched_by_sending_again(database: str) -> None:
    home = await fresh_home(database)
    async with proxied(database) as (proxy, url), opened(replace(home, url=url)) as library:
        await library.store.append(append(write(fresh_stream())))
        lost = append(write(fresh_stream(), events=2))
        proxy.lose_answers(1, APPENDED)
        outcome = await library.store.append(lost)
        assert proxy.lost == 1
        assert isinstance(outcome, Known)
        stored = await library.store.read_stream(lost.writes[0].stream)
        assert [event.position for event in stored] == [2, 3]
        assert outcome.answer[0].position == 3


async def test_2_another_process_gives_the_first_answer(database: str) -> None:
    home = await fresh_home(database)
    command = opening(places=3)
    asked = request(command)
    async with (
        opened(home) as other,
        proxied(database) as (proxy, url),
        opened(replace(home, url=url), patience=0) as library,
    ):
        proxy.lose_answers(1, APPENDED)
        looked_up = await library.handler.handle(asked)
        assert proxy.lost == 1
        stored = await other.store.read_stream(command.shelf)
        assert len(stored) == 1
        first = (StreamPosition(stored[0].stream, 1, stored[0].position),)
        assert looked_up == first
        assert await other.handler.handle(asked) == first
        assert await library.handler.handle(asked) == first
        assert await other.store.head() == 1


async def test_2_under_load_nothing_is_lost_and_nothing_doubled(database: str) -> None:
    home = await fresh_home(database)
    async with proxied(database) as (proxy, url), opened(replace(home, url=url)) as library:
        commands = [append(write(fresh_stream(), events=2)) for _ in range(600)]

        async def cut() -> None:
            for _ in range(8):
                proxy.lose_answers(1, APPENDED)
                await proxy.lost_one.wait()

        cutting = asyncio.create_task(cut())
        outcomes: list[Outcome] = []
        while commands[len(outcomes) :] and not (cutting.done() and len(outcomes) >= 300):
            batch = commands[len(outcomes) : len(outcomes) + 20]
            outcomes += await asyncio.gather(*map(library.store.append, batch))
        cutting.cancel()
        assert proxy.lost >= 5
        assert all(isinstance(outcome, Appended | Known) for outcome in outcomes)
        log = await library.store.read_log(0, 10_000)
        assert [event.position for event in log] == list(range(1, 2 * len(outcomes) + 1))
        for command, outcome in zip(commands, outcomes, strict=False):
            assert isinstance(outcome, Appended | Known)
            (at,) = outcome.answer
            assert (log[at.position - 1].stream, at.version) == (command.writes[0].stream, 2)


async def test_3_processes_on_hot_streams_leave_no_hole_and_one_winner_a_version(
    database: str,
) -> None:
    home = await fresh_home(database)
    owners = [StreamId(f"person-{name}") for name in ("anna", "ben", "cleo")]
    number, clients, each = 3, 4, 12
    loop = asyncio.get_running_loop()
    with processes(number) as pool:
        work = [
            [
                [request(CountVisit(owner=owners[nth % len(owners)])) for nth in range(each)]
                for _ in range(clients)
            ]
            for _ in range(number)
        ]
        answers = await asyncio.gather(
            *(loop.run_in_executor(pool, handle_all, home, of_one) for of_one in work)
        )
    won = sorted((at.stream, at.version, at.position) for of_one in answers for (at,) in of_one)
    expected = number * clients * each // len(owners)
    async with opened(home) as library:
        for owner in owners:
            stream = unique_stream("acme", "visitors", owner)
            events = await library.store.read_stream(stream)
            assert [event.version for event in events] == list(range(1, expected + 1))
            assert [(stream, event.version, event.position) for event in events] == [
                at for at in won if at[0] == stream
            ]
            readable = [CODEC.read(event.type, event.payload) for event in events]
            numbers = [found and found.event(events[0].event_id, {}) for found in readable]
            assert numbers == [VisitCounted(owner=owner, number=n + 1) for n in range(expected)]
        log = await library.store.read_log(0, 10_000)
        assert [event.position for event in log] == list(range(1, len(log) + 1))
        assert len(log) == len(won) == expected * len(owners)


async def test_4_in_bad_company_only_the_bad_fail_and_wholly(database: str) -> None:
    home = await fresh_home(database)
    moved, known = append(write(fresh_stream())), append(write(fresh_stream()))
    async with opened(home) as library:
        await asyncio.gather(*map(library.store.append, (moved, known)))
        good = [append(write(fresh_stream(), events=2)) for _ in range(60)]
        bad = append(write(fresh_stream()))._replace(actor="person\x00")
        reused = append(write(fresh_stream()), command_id=known.command_id, body_hash=b"other")
        conflict = append(write(fresh_stream()), write(moved.writes[0].stream))
        company = [*good[:20], bad, *good[20:30], reused, *good[30:40], conflict, *good[40:]]
        outcomes = await asyncio.gather(*map(library.store.append, company), return_exceptions=True)
        kinds = [type(outcome) for outcome in outcomes]
        assert kinds.count(Appended) == 60
        assert (outcomes[31], outcomes[42]) == (Reused(), Conflict())
        assert isinstance(outcomes[20], Exception)
        failed = [each.writes[0].stream for each in (bad, reused, conflict)]
        assert set((await library.store.versions(failed)).values()) == {0}
        log = await library.store.read_log(0, 1000)
        assert [event.position for event in log] == list(range(1, 123))


async def test_22_a_stale_state_neither_refuses_nor_says_that_it_held(database: str) -> None:
    home = await fresh_home(database)
    full, other = opening(places=1), opening(places=1)
    move = request(MoveBook(source=full.shelf, target=other.shelf, book="b"))
    async with opened(home) as library:
        for command in (full, other, PlaceBook(shelf=full.shelf, book="b")):
            await library.handler.handle(request(command))
        with processes(1) as pool:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(pool, handle_all, home, [[move]])
        # This process still believes that the first shelf has the book and the other has none.
        again = await library.handler.handle(request(PlaceBook(shelf=full.shelf, book="b")))
        assert [(at.stream, at.version) for at in again] == [(full.shelf, 4)]
        with pytest.raises(ShelfFull):
            await library.handler.handle(request(PlaceBook(shelf=other.shelf, book="c")))
        assert await library.handler.handle(request(PlaceBook(shelf=other.shelf, book="b"))) == ()
