-- What policies and the scheduler remember of their own work.

ALTER TABLE policy_offsets ADD COLUMN next_offset bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN policy_offsets.next_offset IS
    'Where to go on reading; a hint: what decides is last_position.';

CREATE TABLE deadline_refusals (
    deadline_key text        NOT NULL,
    kind         text        NOT NULL,
    due          date        NOT NULL,
    code         text        NOT NULL,
    times        integer     NOT NULL DEFAULT 1,
    again_at     timestamptz NOT NULL,
    PRIMARY KEY (deadline_key, kind, due)
);
COMMENT ON TABLE deadline_refusals IS
    'Due days whose command was refused or changed nothing: not asked again before again_at.';
