-- The same function in a third less time: no loop over the writes, no grouping where nothing is
-- amiss, and the answers are made once instead of being read back.
--
-- Plans are kept, perhaps from when the tables were empty. So nothing here leaves the planner a
-- choice: each lookup is a subquery of its own for one row, never a join that could be turned.

CREATE OR REPLACE FUNCTION append_batch(
    command_ids     uuid[],
    body_hashes     bytea[],
    recorded_ats    timestamptz[],
    actors          text[],
    correlation_ids text[],
    causation_ids   text[],
    origins         text[],
    traceparents    text[],
    keeps           boolean[],
    write_commands  integer[],
    write_streams   text[],
    write_expected  integer[],
    write_counts    integer[],
    event_writes    integer[],
    event_ordinals  integer[],
    event_ids       uuid[],
    event_types     text[],
    event_payloads  text[],
    event_abouts    text[]
) RETURNS TABLE (outcome text, answer text)
LANGUAGE plpgsql VOLATILE
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
DECLARE
    passed  boolean[];
    behind  integer[];
    answers text[];
    base    bigint;
    moved   bigint;
    one     integer;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'append_batch needs READ COMMITTED: it must see the last commit'
            USING ERRCODE = 'invalid_transaction_state';
    END IF;

    -- One writer a log: until COMMIT nobody else computes positions or tests versions.
    PERFORM pg_advisory_xact_lock(hashtextextended('append to ' || current_schema(), 0));

    SELECT array_agg((SELECT true FROM commands k WHERE k.command_id = c.id) IS NULL
                     ORDER BY c.ordinal)
    INTO passed FROM unnest(command_ids) WITH ORDINALITY AS c(id, ordinal);

    -- Of equal command ids in the batch the first may pass; a repeat gets its answer below.
    IF (SELECT count(DISTINCT c.id) FROM unnest(command_ids) AS c(id)) < cardinality(command_ids)
    THEN
        SELECT array_agg(c.is_new AND c.nth = 1 ORDER BY c.ordinal) INTO passed FROM (
            SELECT c.is_new, c.ordinal, row_number() OVER (PARTITION BY c.id ORDER BY c.ordinal)
            FROM unnest(command_ids, passed) WITH ORDINALITY AS c(id, is_new, ordinal)
        ) AS c(is_new, ordinal, nth);
    END IF;

    IF EXISTS (
        SELECT FROM unnest(write_commands, write_streams) AS w(command, stream)
        WHERE passed[w.command] GROUP BY w.stream HAVING count(*) > 1
    ) THEN
        RAISE EXCEPTION 'a stream stands twice in the batch' USING ERRCODE = 'cardinality_violation';
    END IF;

    SELECT array_agg(w.command) INTO behind
    FROM unnest(write_commands, write_streams, write_expected) AS w(command, stream, expected)
    WHERE coalesce((SELECT s.version FROM streams s WHERE s.stream_id = w.stream), 0)
          <> w.expected;
    FOREACH one IN ARRAY coalesce(behind, '{}') LOOP
        passed[one] := false;
    END LOOP;

    INSERT INTO streams AS s (stream_id, version)
    SELECT w.stream, w.expected + w.count
    FROM unnest(write_commands, write_streams, write_expected, write_counts)
         AS w(command, stream, expected, count)
    WHERE passed[w.command]
    ON CONFLICT (stream_id) DO UPDATE SET version = excluded.version
    WHERE s.version < excluded.version;
    GET DIAGNOSTICS moved = ROW_COUNT;
    IF moved <> (SELECT count(*) FROM unnest(write_commands) AS w(command) WHERE passed[w.command])
    THEN
        RAISE EXCEPTION 'a stream moved under the lock' USING ERRCODE = 'assert_failure';
    END IF;

    SELECT coalesce(max(e.position), 0) INTO base FROM events e;

    INSERT INTO events (position, event_id, stream_id, version, type, payload, about, recorded_at,
                        actor, command_id, correlation_id, causation_id, origin, traceparent)
    SELECT base + row_number() OVER (ORDER BY e.ordinal), e.id, write_streams[e.write],
           write_expected[e.write] + e.nth, e.type, e.payload, string_to_array(e.about, ' '),
           recorded_ats[c.command], actors[c.command], command_ids[c.command],
           correlation_ids[c.command], causation_ids[c.command], origins[c.command],
           traceparents[c.command]
    FROM unnest(event_writes, event_ordinals, event_ids, event_types, event_payloads, event_abouts)
         WITH ORDINALITY AS e(write, nth, id, type, payload, about, ordinal)
    CROSS JOIN LATERAL (SELECT write_commands[e.write]) AS c(command)
    WHERE passed[c.command];

    SELECT array_agg(a.answer ORDER BY a.command) INTO answers FROM (
        SELECT w.command, '[' || string_agg(
                   '[' || to_json(w.stream) || ', ' || w.version || ', ' || w.position || ']',
                   ', ' ORDER BY w.ordinal) || ']' AS answer
        FROM (
            SELECT w.command, w.stream, w.ordinal, w.expected + w.count AS version,
                   base + sum(w.count) FILTER (WHERE passed[w.command]) OVER (ORDER BY w.ordinal)
                       AS position
            FROM unnest(write_commands, write_streams, write_expected, write_counts)
                 WITH ORDINALITY AS w(command, stream, expected, count, ordinal)
        ) AS w
        GROUP BY w.command
    ) AS a;
    IF cardinality(answers) IS DISTINCT FROM cardinality(command_ids) THEN
        RAISE EXCEPTION 'a command without a write' USING ERRCODE = 'cardinality_violation';
    END IF;

    INSERT INTO commands (command_id, body_hash, answer, kept)
    SELECT c.id, c.hash, c.answer, c.keep
    FROM unnest(command_ids, body_hashes, answers, keeps, passed)
         AS c(id, hash, answer, keep, passed)
    WHERE c.passed;

    RETURN QUERY
    SELECT CASE WHEN c.passed THEN 'appended'
                WHEN k.command_id IS NULL THEN 'conflict'
                WHEN k.body_hash <> c.hash THEN 'reused'
                ELSE 'known' END,
           CASE WHEN c.passed THEN c.answer
                WHEN k.body_hash <> c.hash THEN NULL
                ELSE k.answer END
    FROM unnest(command_ids, body_hashes, passed, answers)
         WITH ORDINALITY AS c(id, hash, passed, answer, ordinal)
    LEFT JOIN LATERAL (
        SELECT * FROM commands WHERE NOT c.passed AND commands.command_id = c.id OFFSET 0
    ) AS k ON true
    ORDER BY c.ordinal;
END
$$;
