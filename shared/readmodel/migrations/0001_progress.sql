-- What a service's read model knows of itself: how far it is, what it could not apply, what stands.

CREATE TABLE projection_offsets (
    projector     text    NOT NULL,
    source        text    NOT NULL,
    partition     integer NOT NULL,
    epoch         bigint  NOT NULL DEFAULT 0,
    next_offset   bigint  NOT NULL DEFAULT 0,
    last_position bigint  NOT NULL DEFAULT 0,
    end_offset    bigint,
    caught_up_at  timestamptz,
    updated_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (projector, source, partition)
) WITH (fillfactor = 50);
COMMENT ON TABLE projection_offsets IS
    'How far each partition of each source has been applied; the truth, whatever Kafka has committed.';
COMMENT ON COLUMN projection_offsets.epoch IS
    'Raised by each worker that is assigned the partition; a worker writes under its own only.';
COMMENT ON COLUMN projection_offsets.last_position IS
    'The last position seen; what is not above it is a repetition.';
COMMENT ON COLUMN projection_offsets.end_offset IS
    'Where the partition ended when it was last looked at, about once a second.';
COMMENT ON COLUMN projection_offsets.caught_up_at IS
    'All that the partition held at this time has been applied.';

CREATE TABLE parked (
    projector     text        NOT NULL,
    source        text        NOT NULL,
    partition     integer     NOT NULL,
    record_offset bigint      NOT NULL,
    key           text        NOT NULL,
    position      bigint,
    raw           bytea,
    error         text        NOT NULL,
    parked_at     timestamptz NOT NULL DEFAULT now(),
    decision      text CHECK (decision IN ('retry', 'drop')),
    PRIMARY KEY (projector, source, partition, record_offset)
);
CREATE INDEX parked_by_key ON parked (projector, source, key, record_offset);
COMMENT ON TABLE parked IS
    'Messages that could not be applied, and those that follow them in their stream.';
COMMENT ON COLUMN parked.key IS 'The stream, or the key of a message that names none.';
COMMENT ON COLUMN parked.position IS 'Null if the message is no event.';
COMMENT ON COLUMN parked.error IS
    'A code, never a text with data; follows: an earlier message of this key is parked.';
COMMENT ON COLUMN parked.decision IS
    'Null: nobody has decided. retry: the projector is to try again. drop: kept, so that a '
    'rebuild drops it too.';

CREATE TABLE projections (
    name     text        PRIMARY KEY,
    version  integer     NOT NULL,
    relation text        NOT NULL,
    built_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE projections IS 'Which version of each projection its relation has been built by.';

-- The readers' view stands in the schema of the service, whose name this schema bears.
DO $$
BEGIN
    EXECUTE format(
        'CREATE VIEW %I.projection_offsets AS SELECT projector, source, partition, next_offset, '
        'last_position, end_offset, caught_up_at, updated_at FROM projection_offsets',
        regexp_replace(current_schema(), '_rows$', ''));
END
$$;
