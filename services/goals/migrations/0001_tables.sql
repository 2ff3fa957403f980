-- The tables that the projections fold, and the views that the gateway reads.
-- search_path is goals_rows; the schemas exist.

CREATE TABLE roles (
    role text PRIMARY KEY,
    title text NOT NULL,
    family text,
    rung integer,
    esco_uri text,
    status text NOT NULL,
    defined_on date NOT NULL,
    retired_on date
);
COMMENT ON TABLE roles IS 'Jobs that people hold or aim for; retired ones stay';
CREATE INDEX roles_title ON roles (title, role);
CREATE INDEX roles_family ON roles (family, rung);

CREATE TABLE requirements (
    requirement_key text PRIMARY KEY,
    role text NOT NULL,
    skill text NOT NULL,
    number integer NOT NULL,
    level integer NOT NULL,
    importance integer NOT NULL,
    valid_from date NOT NULL,
    valid_to date
);
COMMENT ON TABLE requirements IS 'Every version of what a role requires; in force from valid_from to the day before valid_to';
CREATE INDEX requirements_role ON requirements (role, skill, number);
CREATE INDEX requirements_skill ON requirements (skill) WHERE valid_to IS NULL;

CREATE TABLE career_goals (
    goal text PRIMARY KEY,
    owner text NOT NULL,
    title text NOT NULL,
    why text NOT NULL,
    status text NOT NULL,
    target_role text,
    due date NOT NULL,
    defined_on date NOT NULL,
    milestones_total integer NOT NULL,
    milestones_completed integer NOT NULL,
    last_check_in_on date,
    last_confidence integer,
    blocked_since date,
    shared_with text NOT NULL,
    closed_on date,
    closing_reason text
);
COMMENT ON TABLE career_goals IS 'One row a goal, with the facts that its risk is computed from; no risk is stored';
CREATE INDEX career_goals_owner ON career_goals (owner, due, goal) INCLUDE (status, shared_with);
CREATE INDEX career_goals_active ON career_goals (owner) WHERE status = 'active';
CREATE INDEX career_goals_target_role ON career_goals (target_role) WHERE target_role IS NOT NULL;

CREATE TABLE milestones (
    milestone_key text PRIMARY KEY,
    goal text NOT NULL,
    milestone text NOT NULL,
    owner text NOT NULL,
    title text NOT NULL,
    added_on date NOT NULL,
    completed_on date
);
COMMENT ON TABLE milestones IS 'Steps of a goal; milestone_key is <goal>/<milestone>';
CREATE INDEX milestones_goal ON milestones (goal, added_on, milestone);

CREATE TABLE linked_skills (
    linked_skill_key text PRIMARY KEY,
    goal text NOT NULL,
    skill text NOT NULL,
    owner text NOT NULL,
    level integer NOT NULL,
    linked_on date NOT NULL
);
COMMENT ON TABLE linked_skills IS 'Skills that a goal needs, with the level aimed at';
CREATE INDEX linked_skills_goal ON linked_skills (goal, skill);
CREATE INDEX linked_skills_skill ON linked_skills (skill);

CREATE TABLE check_ins (
    check_in_key text PRIMARY KEY,
    goal text NOT NULL,
    owner text NOT NULL,
    number integer NOT NULL,
    confidence integer NOT NULL,
    blocked boolean NOT NULL,
    note text,
    checked_in_on date NOT NULL
);
COMMENT ON TABLE check_ins IS 'How its owner saw a goal, each time; number counts from 1';
CREATE INDEX check_ins_goal ON check_ins (goal, number DESC);

CREATE TABLE assignments (
    assignment text PRIMARY KEY,
    publisher text NOT NULL,
    title text NOT NULL,
    description text NOT NULL,
    hours_a_week integer NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    places integer NOT NULL,
    status text NOT NULL,
    published_on date NOT NULL,
    cancelled_on date,
    cancel_reason text
);
COMMENT ON TABLE assignments IS 'Stretch assignments; places taken are counted from applications';
CREATE INDEX assignments_published ON assignments (published_on DESC, assignment);
CREATE INDEX assignments_open ON assignments (ends_on, assignment) WHERE status = 'open';
CREATE INDEX assignments_publisher ON assignments (publisher, assignment);

CREATE TABLE assignment_skills (
    assignment_skill_key text PRIMARY KEY,
    assignment text NOT NULL,
    skill text NOT NULL,
    level integer NOT NULL
);
COMMENT ON TABLE assignment_skills IS 'What an assignment exercises, at the level that it asks for';
CREATE INDEX assignment_skills_assignment ON assignment_skills (assignment, skill);
CREATE INDEX assignment_skills_skill ON assignment_skills (skill, level);

CREATE TABLE applications (
    application_key text PRIMARY KEY,
    assignment text NOT NULL,
    applicant text NOT NULL,
    status text NOT NULL,
    note text,
    applied_on date NOT NULL,
    waiting_since date,
    reminded_on date,
    decided_on date,
    accepted_on date,
    outcome text,
    learnt text,
    completed_by text,
    completed_on date,
    validated_on date,
    ended_on date
);
COMMENT ON TABLE applications IS 'One row a person and assignment, from applying to the validated outcome; waiting_since while an approval is awaited';
CREATE INDEX applications_assignment ON applications (assignment, applied_on, applicant) INCLUDE (status);
CREATE INDEX applications_applicant ON applications (applicant, applied_on, assignment);
CREATE INDEX applications_waiting ON applications (applicant, waiting_since) WHERE waiting_since IS NOT NULL;
CREATE INDEX applications_to_validate ON applications (applicant, completed_on) WHERE status = 'completed';

CREATE TABLE journal_entries (
    entry_key text PRIMARY KEY,
    owner text NOT NULL,
    entry text NOT NULL,
    kind text NOT NULL,
    text text NOT NULL,
    lesson text,
    assignment text,
    draft boolean NOT NULL,
    shared boolean NOT NULL,
    recorded_on date NOT NULL
);
COMMENT ON TABLE journal_entries IS 'Reflections and setbacks; recorded_on is for the owner alone, mentors never see it';
CREATE INDEX journal_entries_owner ON journal_entries (owner, recorded_on DESC, entry DESC);

CREATE TABLE demand_snapshots (
    snapshot_key text PRIMARY KEY,
    source text NOT NULL,
    taken_on date NOT NULL,
    rows_total integer NOT NULL,
    imported_on date NOT NULL
);
COMMENT ON TABLE demand_snapshots IS 'What a source measured on a day; snapshot_key is <source>/<day>';
CREATE INDEX demand_snapshots_newest ON demand_snapshots (taken_on DESC, source);

CREATE TABLE demand_rows (
    demand_row_key text PRIMARY KEY,
    source text NOT NULL,
    taken_on date NOT NULL,
    skill text NOT NULL,
    index double precision NOT NULL
);
COMMENT ON TABLE demand_rows IS 'The market''s demand for a skill, 0 to 100, in one snapshot';
CREATE INDEX demand_rows_snapshot ON demand_rows (source, taken_on DESC, index DESC, skill);
CREATE INDEX demand_rows_skill ON demand_rows (skill, source, taken_on DESC);

CREATE TABLE obsolete_skills (
    skill text PRIMARY KEY,
    declared_on date NOT NULL
);
COMMENT ON TABLE obsolete_skills IS 'Skills that HR declared obsolete';

CREATE TABLE deadlines (
    deadline_key text PRIMARY KEY,
    stream text NOT NULL,
    kind text NOT NULL,
    due date NOT NULL,
    person text NOT NULL
);
COMMENT ON TABLE deadlines IS 'Days on which the scheduler asks for something; the event that fulfils one deletes its row';
CREATE INDEX deadlines_due ON deadlines (due);

CREATE TABLE known_people (
    person text PRIMARY KEY,
    active boolean NOT NULL
);
COMMENT ON TABLE known_people IS 'Whom directory knows, and whether they may act';

CREATE TABLE managers (
    person text PRIMARY KEY,
    manager text
);
COMMENT ON TABLE managers IS 'The direct manager of each person, none where nobody leads them; from directory''s reporting lines';
CREATE INDEX managers_manager ON managers (manager, person);

CREATE TABLE skill_names (
    skill text PRIMARY KEY,
    name text NOT NULL,
    retired boolean NOT NULL
);
COMMENT ON TABLE skill_names IS 'What learning calls a skill';

-- The planner keeps no sample of what a person wrote.
ALTER TABLE career_goals
    ALTER COLUMN title SET STATISTICS 0,
    ALTER COLUMN why SET STATISTICS 0,
    ALTER COLUMN closing_reason SET STATISTICS 0;
ALTER TABLE milestones ALTER COLUMN title SET STATISTICS 0;
ALTER TABLE check_ins ALTER COLUMN note SET STATISTICS 0;
ALTER TABLE assignments ALTER COLUMN cancel_reason SET STATISTICS 0;
ALTER TABLE applications
    ALTER COLUMN note SET STATISTICS 0,
    ALTER COLUMN learnt SET STATISTICS 0;
ALTER TABLE journal_entries
    ALTER COLUMN text SET STATISTICS 0,
    ALTER COLUMN lesson SET STATISTICS 0;
