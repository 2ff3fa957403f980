-- The log of one service, in a schema of its own.

CREATE TABLE events (
    position       bigint      PRIMARY KEY,
    event_id       uuid        NOT NULL UNIQUE,
    stream_id      text        NOT NULL,
    version        integer     NOT NULL CHECK (version > 0),
    type           text        NOT NULL,
    payload        text        NOT NULL,
    about          text[]      NOT NULL,
    recorded_at    timestamptz NOT NULL,
    actor          text        NOT NULL,
    command_id     uuid        NOT NULL,
    correlation_id text        NOT NULL,
    causation_id   text,
    origin         text        NOT NULL CHECK (origin IN ('live', 'import', 'demo')),
    traceparent    text,
    UNIQUE (stream_id, version)
);
COMMENT ON TABLE events IS
    'What has happened, positions 1 to N in commit order; only append_batch writes here.';
COMMENT ON COLUMN events.payload IS
    'JSON text, byte for byte what is published; text because COPY and the relay never look inside.';
COMMENT ON COLUMN events.about IS
    'Opaque ids: first the person whose record it is, or -, then the others whom it concerns.';
COMMENT ON COLUMN events.actor IS 'Opaque id of who asked, for the audit.';
COMMENT ON COLUMN events.causation_id IS 'The event that a policy reacted to, if one did.';

CREATE TABLE streams (
    stream_id text    PRIMARY KEY,
    version   integer NOT NULL CHECK (version > 0)
) WITH (fillfactor = 80);
COMMENT ON TABLE streams IS
    'The version of each stream: what an append compares and sets.';

CREATE TABLE commands (
    command_id  uuid        PRIMARY KEY,
    body_hash   bytea,
    answer      text        NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    kept        boolean     NOT NULL
);
CREATE INDEX commands_by_day ON commands USING brin (recorded_at);
COMMENT ON TABLE commands IS
    'The commands that appended, with what was answered: a repeat is answered as the first time.';
COMMENT ON COLUMN commands.body_hash IS
    'Keyed hash of the body; null once purged: then a repeat is answered and not compared.';
COMMENT ON COLUMN commands.answer IS
    'JSON: [[stream, version, position], ...] in the order in which the command names them.';
COMMENT ON COLUMN commands.recorded_at IS
    'By the clock of this server, for the row''s age: an imported event may be dated back.';
COMMENT ON COLUMN commands.kept IS
    'Never deleted by age: the commands of policies, which may come again at any time.';

CREATE TABLE relay_cursor (
    only_row boolean  PRIMARY KEY DEFAULT true CHECK (only_row),
    epoch    bigint   NOT NULL DEFAULT 0,
    position bigint   NOT NULL DEFAULT 0,
    sent     bigint[] NOT NULL DEFAULT '{}'
);
INSERT INTO relay_cursor DEFAULT VALUES;
COMMENT ON TABLE relay_cursor IS
    'How far the log has been published; a relay raises the epoch and writes under its own only.';
COMMENT ON COLUMN relay_cursor.sent IS
    'The last position sent to each partition, partition 0 first; 0 for none yet.';
