-- What policies and the scheduler remember of their own work.

CREATE TABLE policy_offsets (
    policy        text    NOT NULL,
    source        text    NOT NULL,
    partition     integer NOT NULL,
    last_position bigint  NOT NULL,
    next_offset   bigint  NOT NULL,
    PRIMARY KEY (policy, source, partition)
) WITH (fillfactor = 50);
COMMENT ON TABLE policy_offsets IS
    'The last event that each policy has answered; never rewound, not by a rebuild either.';
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
