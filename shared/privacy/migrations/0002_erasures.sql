-- What is under way for people who have been erased. It stands beside the keys because every
-- service reads them, and because the clock of this server is the one that all of them share.

ALTER TABLE people_keys ADD COLUMN destroyed_at timestamptz;
COMMENT ON COLUMN people_keys.destroyed_at IS
    'Written after the destruction was committed: from here on no cache can read the key again.';
CREATE INDEX people_keys_destroyed ON people_keys (destroyed_at) WHERE wrapped IS NULL;

CREATE TABLE erasures (
    person       text        PRIMARY KEY,
    position     bigint      NOT NULL,
    seen_at      timestamptz NOT NULL DEFAULT now(),
    completed_at timestamptz
);
CREATE INDEX erasures_open ON erasures (seen_at) WHERE completed_at IS NULL;
COMMENT ON TABLE erasures IS 'One row for each SubjectErased in the log of the directory.';
COMMENT ON COLUMN erasures.position IS 'The position of SubjectErased in the log of the directory.';
COMMENT ON COLUMN erasures.completed_at IS 'ErasureCompleted stands in the log of the directory.';

CREATE TABLE purges (
    person    text NOT NULL,
    service   text NOT NULL,
    waits_for text,
    purged    jsonb,
    purged_at timestamptz,
    PRIMARY KEY (person, service)
);
COMMENT ON TABLE purges IS 'What each service has purged of an erased person, or waits for.';
COMMENT ON COLUMN purges.purged IS 'JSON: rows by table; numbers only.';
