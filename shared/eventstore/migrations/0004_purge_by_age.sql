-- The purge finds what it may delete without reading the commands of policies, which stay for ever.

CREATE INDEX commands_to_purge ON commands (recorded_at) WHERE NOT kept;
DROP INDEX commands_by_day;
