-- Activities, their occurrences with seats, and each person's way through them.

CREATE TABLE activities (
    activity     text PRIMARY KEY,
    title        text NOT NULL,
    description  text NOT NULL,
    kind         text NOT NULL,
    minutes      integer NOT NULL,
    assessor     text,
    link         text,
    status       text NOT NULL,
    published_on date NOT NULL,
    retired_on   date
);
COMMENT ON TABLE activities IS 'What people learn by, retired ones too; minutes is the time that it takes';
CREATE INDEX activities_title ON activities (title, activity);
CREATE INDEX activities_published ON activities (published_on DESC, activity);
CREATE INDEX activities_assessor ON activities (assessor, activity) WHERE assessor IS NOT NULL;

CREATE TABLE activity_skills (
    activity_skill_key text PRIMARY KEY,
    activity           text NOT NULL,
    skill              text NOT NULL,
    level              integer NOT NULL
);
COMMENT ON TABLE activity_skills IS 'Which skills an activity teaches, and to which level';
CREATE INDEX activity_skills_activity ON activity_skills (activity, skill);
CREATE INDEX activity_skills_skill ON activity_skills (skill, level);

CREATE TABLE occurrences (
    occurrence_key text PRIMARY KEY,
    activity       text NOT NULL,
    occurrence     text NOT NULL,
    day            date NOT NULL,
    seats          integer NOT NULL,
    place          text,
    status         text NOT NULL,
    taken          integer NOT NULL,
    waiting        integer NOT NULL,
    scheduled_on   date NOT NULL,
    cancelled_on   date,
    cancel_reason  text
);
COMMENT ON TABLE occurrences IS 'Dates of activities; occurrence_key is <activity>/<occurrence>; taken counts seats that are promised too, waiting those who were promised none';
CREATE INDEX occurrences_activity ON occurrences (activity, day, occurrence);
CREATE INDEX occurrences_day ON occurrences (day, occurrence_key) WHERE status = 'scheduled';

CREATE TABLE enrolments (
    enrolment       text PRIMARY KEY,
    person          text NOT NULL,
    activity        text NOT NULL,
    occurrence      text,
    day             date,
    kind            text NOT NULL,
    status          text NOT NULL,
    assessed        boolean NOT NULL,
    assessor        text,
    minutes_planned integer NOT NULL,
    minutes_spent   integer NOT NULL,
    planned_on      date,
    planned_for     date,
    enrolled_on     date,
    started_on      date,
    completed_on    date,
    score           double precision,
    scored_on       date,
    revoked_on      date,
    revoke_reason   text,
    ended_on        date
);
COMMENT ON TABLE enrolments IS 'Each person''s way through an activity, on the terms of the day of enrolling; dropped plans are gone';
CREATE INDEX enrolments_person ON enrolments (person, enrolment) INCLUDE (status);
CREATE INDEX enrolments_activity ON enrolments (activity, occurrence, enrolment) INCLUDE (status, person);
CREATE INDEX enrolments_to_score ON enrolments (assessor, completed_on, enrolment)
    WHERE status = 'completed' AND assessed AND score IS NULL AND revoked_on IS NULL;

CREATE TABLE learning_time (
    time_key  text PRIMARY KEY,
    enrolment text NOT NULL,
    person    text NOT NULL,
    day       date NOT NULL,
    minutes   integer NOT NULL
);
COMMENT ON TABLE learning_time IS 'Minutes of one enrolment on one day; time_key is <enrolment>/<day>';
CREATE INDEX learning_time_person ON learning_time (person, day) INCLUDE (minutes);
CREATE INDEX learning_time_enrolment ON learning_time (enrolment, day);

-- The planner keeps no sample of what a person wrote.
ALTER TABLE occurrences ALTER COLUMN cancel_reason SET STATISTICS 0;
ALTER TABLE enrolments ALTER COLUMN revoke_reason SET STATISTICS 0;

CREATE VIEW learning.activities AS
SELECT activity, title, description, kind, minutes, assessor, link, status, published_on, retired_on
FROM activities;

CREATE VIEW learning.activity_skills AS
SELECT activity_skill_key, activity, skill, level FROM activity_skills;

CREATE VIEW learning.occurrences AS
SELECT occurrence_key, activity, occurrence, day, seats, place, status, taken, waiting,
       scheduled_on, cancelled_on, cancel_reason
FROM occurrences;

CREATE VIEW learning.enrolments AS
SELECT enrolment, person, activity, occurrence, day, kind, status, assessed, assessor,
       minutes_planned, minutes_spent, planned_on, planned_for, enrolled_on, started_on,
       completed_on, score, scored_on, revoked_on, revoke_reason, ended_on
FROM enrolments;

CREATE VIEW learning.learning_time AS
SELECT time_key, enrolment, person, day, minutes FROM learning_time;
