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
        "\nWHERE o.last_position <= excluded.last_position",
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
    Mutation(
        "batch-reorder",
        "batcher: a command overtakes one that waits for two streams",
        "shared/eventstore/batcher.py",
        "                left.append(waiting)\n            streams.update(names)",
        "                left.append(waiting)\n                continue\n"
        "            streams.update(names)",
        ("tests/unit/shared/eventstore/test_batcher.py",),
    ),
    Mutation(
        "personal-lost",
        "codec: the personal block is left out",
        "shared/eventstore/codec.py",
        "        return f'{text[:-1]}{comma}\"{PERSONAL}\":{blocks}}}'",
        "        return text",
        ("tests/unit/shared/eventstore/test_codec.py",),
    ),
    Mutation(
        "hole-ignored",
        "projector: a hole in the topic is not seen",
        "shared/readmodel/assignment.py",
        "                if arrival.prev != last:",
        "                if arrival.prev < last:",
        ("tests/faults/machinery/test_log_with_hole.py",),
    ),
    Mutation(
        "fork-passes-by",
        "projector: an event that passes by the last one is taken",
        "shared/readmodel/assignment.py",
        "                if arrival.prev != last:",
        "                if arrival.prev > last:",
        ("tests/faults/machinery/test_forked_topic.py",),
    ),
    Mutation(
        "fork-is-a-repetition",
        "projector: another event at a position that was passed is a repetition",
        "shared/readmodel/assignment.py",
        "        seen.refuse_other(where(again), position, again.event_id)\n",
        "        pass\n",
        ("tests/faults/machinery/test_forked_topic.py",),
    ),
    Mutation(
        "policy-takes-a-fork",
        "policies: another event at a position that was passed is a repetition",
        "shared/runtime/policy_partition.py",
        "        progress.seen.refuse_other(self.source, envelope.position, event)\n",
        "",
        (SUBSCRIPTION,),
    ),
    Mutation(
        "rebuild-never-back",
        "rebuild: readers stay ahead of what was read",
        "shared/readmodel/rebuild/swap.py",
        "    ) IS TRUE)::integer\n",
        "    ) IS TRUE)::integer\nWHERE o.next_offset < excluded.next_offset\n",
        ("tests/faults/machinery/test_forked_topic.py",),
    ),
    Mutation(
        "relay-does-not-look",
        "relay: it leads without looking whether the log is whole",
        "shared/bus/relay.py",
        "        await self._refuse_if_behind(connection)\n",
        "",
        ("tests/faults/machinery/test_standby_behind.py",),
    ),
    Mutation(
        "position-given-out-again",
        "store: a position that was acknowledged may be given out again",
        "shared/eventstore/continuity.py",
        "                if at.position <= before:",
        "                if False:",
        ("tests/unit/shared/eventstore/test_continuity.py",),
    ),
    Mutation(
        "connection-not-looked-at",
        "store: a new connection may be to another log",
        "shared/eventstore/postgres.py",
        "Lane(pool, patience, self.continuity.connected)",
        "Lane(pool, patience)",
        ("tests/faults/machinery/test_standby_behind.py",),
    ),
    Mutation(
        "no-seek",
        "projector: no seek after an assignment",
        "shared/readmodel/assignment.py",
        "        self._consumer.seek(self._partition(place), held.next_offset)",
        "        pass",
        ("tests/faults/machinery/test_assignment.py",),
    ),
    Mutation(
        "not-taken-back",
        "projector: a partition that was lost is not taken back",
        "shared/readmodel/assignment.py",
        "            self._unclaimed |= back",
        "            pass",
        ("tests/faults/machinery/test_assignment.py",),
    ),
    Mutation(
        "failed-send-ignored",
        "relay: the cursor is stored though a send failed",
        "shared/bus/relay.py",
        "            if failure is not None:\n                raise failure\n",
        "",
        ("tests/unit/shared/simulation/test_simulation.py",),
    ),
    Mutation(
        "policy-hole",
        "policies: a hole in the topic is not seen",
        "shared/runtime/policy_partition.py",
        "            if envelope.prev > last:",
        "            if False:",
        (SUBSCRIPTION,),
    ),
    Mutation(
        "one-look-back",
        "start check: it looks back once only",
        "shared/bus/start_check.py",
        "            if starts[at] == begins[at] or "
        "min(published, default=newest) < newest - PAGE:",
        "            if True:",
        ("tests/integration/machinery/test_progress.py",),
    ),
    Mutation(
        "recovered-to-the-end",
        "recover: the cursor is put at the end",
        "shared/bus/recover.py",
        "        until = max(position, last - PAGE)",
        "        until = last",
        ("tests/faults/machinery/test_older_backup.py",),
    ),
    Mutation(
        "mark-of-another-moment",
        "ledger: a mark that was made again meanwhile is removed",
        "services/learning/ledger/recording.py",
        "USING (pair_key, mark)",
        "USING (pair_key)",
        ("tests/integration/learning/test_ledger.py",),
    ),
    Mutation(
        "lossy-topic",
        "start: a topic that would lose events is accepted",
        "shared/runtime/broker.py",
        "        await refuse_lossy(admin, fewest, settings.replication)\n",
        "",
        ("tests/integration/runtime/test_topic_settings.py",),
    ),
    Mutation(
        "kept-commands-go",
        "purge: the commands of policies are deleted too",
        "shared/runtime/purge.py",
        "    WHERE NOT kept AND recorded_at",
        "    WHERE recorded_at",
        ("tests/integration/runtime/test_purge.py",),
    ),
)
