-- Whom the directory knows: a token of somebody else is refused.

CREATE TABLE known_people (
    person_id text PRIMARY KEY,
    active    boolean NOT NULL
);
COMMENT ON TABLE known_people IS 'Whom the directory knows, and whether they may act.';
