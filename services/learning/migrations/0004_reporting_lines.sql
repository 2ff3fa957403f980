-- Who leads whom: what permissions are judged by.

CREATE TABLE managers (
    person  text PRIMARY KEY,
    manager text
);
COMMENT ON TABLE managers IS 'The direct manager of each person, none where nobody leads them; from directory''s reporting lines';
CREATE INDEX managers_manager ON managers (manager, person);
