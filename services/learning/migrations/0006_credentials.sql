-- Merged skills and how fast skills fade, certificates, what is said of a person's level, and the
-- parameters of the mastery model.

ALTER TABLE skills
    ADD COLUMN onet_id     text,
    ADD COLUMN merged_into text,
    ADD COLUMN merged_on   date,
    ADD COLUMN volatility  double precision NOT NULL DEFAULT 1;
COMMENT ON TABLE skills IS 'One row for each skill, retired and merged ones too.';
CREATE INDEX skills_by_onet_id ON skills (onet_id) WHERE onet_id IS NOT NULL;
CREATE INDEX skills_merged ON skills (merged_into, skill_id) WHERE merged_into IS NOT NULL;

CREATE TABLE skill_volatilities (
    volatility_key text PRIMARY KEY,
    skill          text NOT NULL,
    volatility     double precision NOT NULL,
    set_on         date NOT NULL
);
COMMENT ON TABLE skill_volatilities IS 'How fast a skill was said to fade, from which day on; volatility_key is <skill>/<day>';
CREATE INDEX skill_volatilities_skill ON skill_volatilities (skill, set_on DESC);

CREATE TABLE certifications (
    certification       text PRIMARY KEY,
    person              text NOT NULL,
    name                text NOT NULL,
    issuer              text,
    proof               text NOT NULL,
    status              text NOT NULL,
    earned_on           date NOT NULL,
    expires_on          date NOT NULL,
    claimed_on          date NOT NULL,
    claimed_by          text NOT NULL,
    confirmed_on        date,
    confirmed_by        text,
    declined_on         date,
    revoked_on          date,
    reason              text,
    renewal_earned_on   date,
    renewal_expires_on  date,
    renewal_proof       text,
    renewal_claimed_on  date
);
COMMENT ON TABLE certifications IS 'Certificates that people claimed, with the term that counts and the renewal that waits';
CREATE INDEX certifications_person ON certifications (person, certification);
CREATE INDEX certifications_expiring ON certifications (expires_on, person)
    WHERE status = 'confirmed';
CREATE INDEX certifications_waiting ON certifications (person)
    WHERE status = 'claimed' OR renewal_earned_on IS NOT NULL;

CREATE TABLE certification_skills (
    certification_skill_key text PRIMARY KEY,
    certification           text NOT NULL,
    person                  text NOT NULL,
    skill                   text NOT NULL,
    level                   integer NOT NULL
);
COMMENT ON TABLE certification_skills IS 'Which skills a certificate proves, and at which level';
CREATE INDEX certification_skills_certification ON certification_skills (certification, skill);
CREATE INDEX certification_skills_person ON certification_skills (person, skill);

CREATE TABLE test_results (
    item          text PRIMARY KEY,
    person        text NOT NULL,
    skill         text NOT NULL,
    result        text NOT NULL,
    test          text NOT NULL,
    level         integer NOT NULL,
    activity      text,
    taken_on      date NOT NULL,
    recorded_by   text NOT NULL,
    recorded_on   date NOT NULL,
    revoked_on    date,
    revoke_reason text
);
COMMENT ON TABLE test_results IS 'Results of tests, revoked ones too; item is the evidence that each is';
CREATE INDEX test_results_person ON test_results (person, skill, taken_on DESC);

CREATE TABLE prior_learning (
    item         text PRIMARY KEY,
    person       text NOT NULL,
    skill        text NOT NULL,
    claim        text NOT NULL,
    kind         text NOT NULL,
    level        integer NOT NULL,
    score        double precision,
    status       text NOT NULL,
    earned_on    date NOT NULL,
    expires_on   date,
    proof        text NOT NULL,
    submitted_by text NOT NULL,
    submitted_on date NOT NULL,
    decided_by   text,
    decided_on   date,
    revoked_on   date,
    reason       text
);
COMMENT ON TABLE prior_learning IS 'What people learnt before, as they claim it; item is the evidence that each is once confirmed';
CREATE INDEX prior_learning_person ON prior_learning (person, skill, submitted_on DESC);
CREATE INDEX prior_learning_waiting ON prior_learning (person) WHERE status = 'submitted';

CREATE TABLE contests (
    contest_key  text PRIMARY KEY,
    person       text NOT NULL,
    skill        text NOT NULL,
    contest      text NOT NULL,
    reason       text NOT NULL,
    status       text NOT NULL,
    answer       text,
    contested_on date NOT NULL,
    decided_by   text,
    decided_on   date
);
COMMENT ON TABLE contests IS 'Levels that people contested, and how that was answered';
CREATE INDEX contests_person ON contests (person, skill, contested_on DESC);
CREATE INDEX contests_open ON contests (contested_on, contest_key) WHERE status = 'open';

CREATE TABLE model_parameters (
    parameters_key text PRIMARY KEY,
    effective_from date NOT NULL,
    number         integer NOT NULL,
    set_on         date NOT NULL,
    parameters     jsonb NOT NULL
);
COMMENT ON TABLE model_parameters IS 'Parameters of the mastery model; on a day those with the latest effective_from are in force, of one effective_from the largest number';
CREATE INDEX model_parameters_in_force ON model_parameters (effective_from DESC, number DESC);

CREATE TABLE deadlines (
    deadline_key text PRIMARY KEY,
    stream       text NOT NULL,
    kind         text NOT NULL,
    due          date NOT NULL,
    person       text NOT NULL
);
COMMENT ON TABLE deadlines IS 'Days on which the scheduler asks for something; the event that fulfils one deletes its row';
CREATE INDEX deadlines_due ON deadlines (due, deadline_key);

-- The planner keeps no sample of what is personal.
ALTER TABLE certifications ALTER COLUMN name SET STATISTICS 0;
ALTER TABLE certifications ALTER COLUMN issuer SET STATISTICS 0;
ALTER TABLE certifications ALTER COLUMN proof SET STATISTICS 0;
ALTER TABLE certifications ALTER COLUMN reason SET STATISTICS 0;
ALTER TABLE certifications ALTER COLUMN renewal_proof SET STATISTICS 0;
ALTER TABLE test_results ALTER COLUMN revoke_reason SET STATISTICS 0;
ALTER TABLE prior_learning ALTER COLUMN proof SET STATISTICS 0;
ALTER TABLE prior_learning ALTER COLUMN reason SET STATISTICS 0;
ALTER TABLE contests ALTER COLUMN reason SET STATISTICS 0;
ALTER TABLE contests ALTER COLUMN answer SET STATISTICS 0;

CREATE OR REPLACE VIEW learning.skills AS
SELECT skill_id, name, description, kind, esco_uri, synonyms, defined_on, retired_on, onet_id,
       merged_into, merged_on, volatility
FROM skills;

CREATE VIEW learning.skill_roots AS
WITH RECURSIVE chain (skill_id, root_id) AS (
    SELECT skill_id, merged_into FROM skills WHERE merged_into IS NOT NULL
    UNION
    SELECT chain.skill_id, further.merged_into
    FROM chain JOIN skills AS further ON further.skill_id = chain.root_id
    WHERE further.merged_into IS NOT NULL
)
SELECT chain.skill_id, chain.root_id
FROM chain LEFT JOIN skills AS root ON root.skill_id = chain.root_id
WHERE root.merged_into IS NULL;
COMMENT ON VIEW learning.skill_roots IS 'For each merged skill the one that it was merged into in the end, which is itself not merged';

CREATE VIEW learning.skill_volatilities AS
SELECT volatility_key, skill, volatility, set_on FROM skill_volatilities;

CREATE VIEW learning.certifications AS
SELECT certification, person, name, issuer, proof, status, earned_on, expires_on, claimed_on,
       claimed_by, confirmed_on, confirmed_by, declined_on, revoked_on, reason, renewal_earned_on,
       renewal_expires_on, renewal_proof, renewal_claimed_on
FROM certifications;

CREATE VIEW learning.certification_skills AS
SELECT certification_skill_key, certification, person, skill, level FROM certification_skills;

CREATE VIEW learning.test_results AS
SELECT item, person, skill, result, test, level, activity, taken_on, recorded_by, recorded_on,
       revoked_on, revoke_reason
FROM test_results;

CREATE VIEW learning.prior_learning AS
SELECT item, person, skill, claim, kind, level, score, status, earned_on, expires_on, proof,
       submitted_by, submitted_on, decided_by, decided_on, revoked_on, reason
FROM prior_learning;

CREATE VIEW learning.contests AS
SELECT contest_key, person, skill, contest, reason, status, answer, contested_on, decided_by,
       decided_on
FROM contests;

CREATE VIEW learning.model_parameters AS
SELECT parameters_key, effective_from, number, set_on, parameters FROM model_parameters;
