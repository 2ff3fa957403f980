-- Which event stood at the last position: another one there means that the log is another.

ALTER TABLE policy_offsets ADD COLUMN last_event text;
COMMENT ON COLUMN policy_offsets.last_event IS 'The id of the event at last_position; null: not known.';
COMMENT ON TABLE policy_offsets IS
    'The last event that each policy has answered; sent back only by mastery recover.';
