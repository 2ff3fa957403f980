"""Guards of the machinery, each with the tests that must fail when it is taken away.

A mutation replaces ``old``, which stands exactly once in ``file``, by ``new``. Name few tests, and
only some that see what the guard does, not the text of its statement.
"""

from dataclasses import dataclass

GUARDS = "tests/faults/machinery/test_guards.py"
HANDLER = "tests/unit/shared/eventstore/test_handler.py"
SUBSCRIPTION = "tests/integration/runtime/test_policy_subscription.py"


@dataclass(frozen=True, slots=True)
class Mutation:
    name: str
    what: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


MUTATIONS = (
    Mutation(
        "conflict-ignored",
        "handler: a conflict is answered as 'held already'",
        "shared/eventstore/handler.py",
        "                if not isinstance(outcome, Conflict):\n",
        "                if isinstance(outcome, Conflict):\n"
        "                    return ()\n"
        "                if not isinstance(outcome, Conflict):\n",
        (HANDLER,),
    ),
    Mutation(
        "stale-refusal",
        "handler: a refusal is answered on a stale state",
        "shared/eventstore/handler.py",
        "            elif await self._is_current(named, folded):",
        "            elif True:",
        (HANDLER,),
    ),
    Mutation(
        "fault-hides-repeat",
        "handler: a repeat is not recognised where a fault stands in its way",
        "shared/eventstore/handler.py",
        "        except FAULTS:\n",
        "        except ():\n",
        ("tests/unit/shared/eventstore/test_handler_repeats.py",),
    ),
    Mutation(
        "queue-leak",
        "queues: a cancelled caller keeps what it had",
        "shared/eventstore/queues.py",
        "                self.leave(wanted[:nth])\n",
        "",
        ("tests/unit/shared/eventstore/test_queues.py",),
    ),
    Mutation(
        "key-not-read-again",
        "key store: each process uses its own key, not the one that was stored",
        "shared/privacy/postgres.py",
        "            found.update(await self._read(missing))",
        "            keys = [aes_key_unwrap(self._master_key, one) for one in wrapped]\n"
        "            found.update(zip(missing, keys, strict=True))",
        (GUARDS,),
    ),
    Mutation(
        "epoch-not-compared",
        "projector: a worker of an older epoch advances",
        "shared/readmodel/offsets.py",
        "  AND o.epoch = step.epoch AND o.next_offset = step.first_offset",
        "  AND o.next_offset = step.first_offset",
        (GUARDS,),
    ),
    Mutation(
        "offset-not-compared",
        "projector: a batch from another offset advances",
        "shared/readmodel/offsets.py",
        "  AND o.epoch = step.epoch AND o.next_offset = step.first_offset",
        "  AND o.epoch = step.epoch",
        (GUARDS,),
    ),
    Mutation(
        "retry-holds-nothing",
        "projector: a retry of parked messages does not hold its partition",
        "shared/readmodel/offsets.py",
        "AND epoch = $4\nFOR UPDATE",
        "AND epoch = $4",
        (GUARDS,),
    ),
    Mutation(
        "no-pause-on-assignment",
        "projector: records are read before it is known where to begin",
        "shared/readmodel/assignment.py",
        "        self._consumer.pause(*assigned)\n",
        "",
        ("tests/unit/shared/readmodel/test_assignment.py",),
    ),
    Mutation(
        "lock-some",
        "derived rows: many keys at once and few keys do not exclude each other",
        "shared/readmodel/derived.py",
        "        await connection.execute(LOCK_SOME, self._lock_name)\n",
        "",
        (GUARDS,),
    ),
    Mutation(
        "cursor-of-any-epoch",
        "relay: a relay that was replaced stores its cursor",
        "shared/bus/cursor.py",
        "SET position = $2, sent = $3 WHERE epoch = $1",
        "SET position = $2, sent = $3 WHERE $1::bigint IS NOT NULL",
        (GUARDS,),
    ),
    Mutation(
        "exchange-without-lock",
        "rebuild: batches are applied during the exchange",
        "shared/readmodel/rebuild/swap.py",
        'PAUSE = "LOCK TABLE projection_offsets IN EXCLUSIVE MODE"',
        'PAUSE = "SELECT 1"',
        (GUARDS,),
    ),
    Mutation(
        "parked-meanwhile",
        "rebuild: a message that was parked meanwhile is not seen",
        "shared/readmodel/rebuild/swap.py",
        "    if await connection.fetchval(UNDECIDED, model.name):",
        "    if False:",
        (GUARDS,),
    ),
    Mutation(
        "old-workers-stay",
        "rebuild: workers of the older version go on",
        "shared/readmodel/rebuild/swap.py",
        "        await connection.execute(END_EPOCHS, model.name)",
        "        pass",
        (GUARDS,),
    ),
    Mutation(
        "marks-not-made-again",
        "rebuild: marks are not made again",
        "shared/readmodel/rebuild/swap.py",
        "    await _note(connection, model.markings, touched)\n",
        "",
        ("tests/integration/machinery/test_rebuild_days.py",),
    ),
    Mutation(
        "policy-backwards",
        "policies: progress goes backwards",
        "shared/runtime/policy_offsets.py",
        "\nWHERE policy_offsets.last_position <= excluded.last_position",
        "",
        (GUARDS,),
    ),
    Mutation(
        "policies-not-sent-back",
        "republish: policies are not sent back",
        "shared/runtime/sent_back.py",
        "(ROWS, POLICIES, NO_EVENTS)",
        "(ROWS, NO_EVENTS)",
        (GUARDS,),
    ),
    Mutation(
        "no-events-not-forgotten",
        "republish: what was no event stays parked at an offset that is another's now",
        "shared/runtime/sent_back.py",
        "(ROWS, POLICIES, NO_EVENTS)",
        "(ROWS, POLICIES)",
        (GUARDS,),
    ),
)
