-- Who changed whose reporting line: for a while they do not stand in for that person's manager.

CREATE TABLE line_changes (
    line_change text PRIMARY KEY,
    person      text NOT NULL,
    changed_by  text NOT NULL,
    changed_on  date NOT NULL
);
COMMENT ON TABLE line_changes IS 'Who changed the reporting line of whom, and when last; from directory''s reporting lines';
CREATE INDEX line_changes_person ON line_changes (person, changed_by);
