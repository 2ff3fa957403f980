-- Many commands in one call, one row for each in their order.
--
-- Writes (a stream of a command) refer to a command, events to a write, by ordinals from 1;
-- events stand in the order of their writes.
--
-- Plans are kept, perhaps from when the tables were empty. So nothing here leaves the planner a
-- choice: each lookup is a subquery of its own for one row, never a join that could be turned.

CREATE FUNCTION append_batch(
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
    passed boolean[];
    base   bigint;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'append_batch needs READ COMMITTED: it must see the last commit'
            USING ERRCODE = 'invalid_transaction_state';
    END IF;

    -- One writer a log: until COMMIT nobody else computes positions or tests versions.
    PERFORM pg_advisory_xact_lock(hashtextextended('append to ' || current_schema(), 0));

    -- Of equal command ids in the batch the first may pass; a repeat gets its answer below.
    SELECT array_agg(is_new ORDER BY ordinal) INTO passed FROM (
        SELECT c.ordinal,
               row_number() OVER (PARTITION BY c.id ORDER BY c.ordinal) = 1
               AND (SELECT true FROM commands k WHERE k.command_id = c.id) IS NULL AS is_new
        FROM unnest(command_ids) WITH ORDINALITY AS c(id, ordinal)
    ) AS looked_up;

    IF EXISTS (
        SELECT FROM unnest(write_commands, write_streams) AS w(command, stream)
        WHERE passed[w.command] GROUP BY w.stream HAVING count(*) > 1
    ) THEN
        RAISE EXCEPTION 'a stream stands twice in the batch' USING ERRCODE = 'cardinality_violation';
    END IF;

    SELECT array_agg(holds ORDER BY ordinal) INTO passed FROM (
        SELECT w.command AS ordinal,
               passed[w.command] AND bool_and(
                   coalesce((SELECT s.version FROM streams s WHERE s.stream_id = w.stream), 0)
                   = w.expected) AS holds
        FROM unnest(write_commands, write_streams, write_expected) AS w(command, stream, expected)
        GROUP BY w.command
    ) AS tested;
    IF cardinality(passed) IS DISTINCT FROM cardinality(command_ids) THEN
        RAISE EXCEPTION 'a command without a write' USING ERRCODE = 'cardinality_violation';
    END IF;

    FOR nth IN 1 .. cardinality(write_streams) LOOP
        CONTINUE WHEN NOT passed[write_commands[nth]];
        IF write_expected[nth] = 0 THEN
            INSERT INTO streams (stream_id, version)
            VALUES (write_streams[nth], write_counts[nth]);
        ELSE
            UPDATE streams s SET version = write_expected[nth] + write_counts[nth]
            WHERE s.stream_id = write_streams[nth] AND s.version = write_expected[nth];
            IF NOT FOUND THEN
                RAISE EXCEPTION 'a stream moved under the lock' USING ERRCODE = 'assert_failure';
            END IF;
        END IF;
    END LOOP;

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

    INSERT INTO commands (command_id, body_hash, answer, kept)
    SELECT command_ids[w.command], body_hashes[w.command],
           json_agg(json_build_array(w.stream, w.version, w.position) ORDER BY w.ordinal)::text,
           keeps[w.command]
    FROM (
        SELECT w.command, w.stream, w.ordinal, w.expected + w.count AS version,
               base + sum(w.count) OVER (ORDER BY w.ordinal) AS position
        FROM unnest(write_commands, write_streams, write_expected, write_counts)
             WITH ORDINALITY AS w(command, stream, expected, count, ordinal)
        WHERE passed[w.command]
    ) AS w
    GROUP BY w.command;

    RETURN QUERY
    SELECT CASE WHEN k.command_id IS NULL THEN 'conflict'
                WHEN k.body_hash <> body_hashes[c.ordinal] THEN 'reused'
                WHEN passed[c.ordinal] THEN 'appended'
                ELSE 'known' END,
           CASE WHEN k.body_hash <> body_hashes[c.ordinal] THEN NULL ELSE k.answer END
    FROM unnest(command_ids) WITH ORDINALITY AS c(id, ordinal)
    LEFT JOIN LATERAL (
        SELECT * FROM commands WHERE commands.command_id = c.id OFFSET 0
    ) AS k ON true
    ORDER BY c.ordinal;
END
$$;
COMMENT ON FUNCTION append_batch IS
    'Appends the commands whose expected versions all hold; answers one row a command: '
    'appended, known (the stored answer), conflict or reused (same id, other body).';
