-- The tables of the directory's read model, and the views that others may read.

CREATE TABLE people (
    person_id      text PRIMARY KEY,
    external_id    text,
    name           text NOT NULL,
    mail           text NOT NULL,
    title          text,
    department     text,
    role_id        text,
    time_zone      text,
    languages      text[] NOT NULL,
    active         boolean NOT NULL,
    hired_on       date NOT NULL,
    deactivated_on date
);
COMMENT ON TABLE people IS 'One row for each person who has not been erased.';

-- Statistics would keep samples of personal values outside the table.
ALTER TABLE people
    ALTER COLUMN external_id SET STATISTICS 0,
    ALTER COLUMN name SET STATISTICS 0,
    ALTER COLUMN mail SET STATISTICS 0,
    ALTER COLUMN title SET STATISTICS 0,
    ALTER COLUMN time_zone SET STATISTICS 0,
    ALTER COLUMN languages SET STATISTICS 0;

CREATE INDEX people_by_mail ON people (lower(mail));
ALTER INDEX people_by_mail ALTER COLUMN 1 SET STATISTICS 0;
CREATE INDEX people_by_name ON people (lower(name), person_id);
ALTER INDEX people_by_name ALTER COLUMN 1 SET STATISTICS 0;
CREATE INDEX people_by_department ON people (department) WHERE active;
CREATE INDEX people_by_role ON people (role_id) WHERE active;

CREATE TABLE managers (
    person_id  text PRIMARY KEY,
    manager_id text
);
COMMENT ON TABLE managers IS 'The reporting line of each active person, to one manager or none.';
CREATE INDEX managers_by_manager ON managers (manager_id, person_id);

CREATE TABLE report_line (
    line_key   text PRIMARY KEY,
    manager_id text NOT NULL,
    person_id  text NOT NULL,
    depth      integer NOT NULL
);
COMMENT ON TABLE report_line IS 'Everybody above everybody: the closure of managers.';
CREATE INDEX report_line_down ON report_line (manager_id, depth, person_id);
CREATE INDEX report_line_up ON report_line (person_id, depth, manager_id);

CREATE TABLE departments (
    department    text PRIMARY KEY,
    active_people integer NOT NULL
);
COMMENT ON TABLE departments IS 'Departments that somebody active works in, and how many do.';

CREATE VIEW directory.people AS
SELECT person_id, external_id, name, mail, title, department, role_id, time_zone, languages,
       active, hired_on, deactivated_on
FROM people;

CREATE VIEW directory.managers AS SELECT person_id, manager_id FROM managers;

CREATE VIEW directory.report_line AS
SELECT line_key, manager_id, person_id, depth FROM report_line;

CREATE VIEW directory.departments AS SELECT department, active_people FROM departments;
