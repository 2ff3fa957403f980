-- Which event stood at the last position: another one there means that the log is another.

ALTER TABLE projection_offsets ADD COLUMN last_event text;
COMMENT ON COLUMN projection_offsets.last_event IS
    'The id of the event at last_position; null: not known.';
