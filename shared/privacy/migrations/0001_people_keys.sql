-- One key store for all services, in a database that may be its own.

CREATE TABLE people_keys (
    person       text PRIMARY KEY,
    wrapped      bytea,
    destroyed_on date,
    CHECK ((wrapped IS NULL) = (destroyed_on IS NOT NULL))
);
ALTER TABLE people_keys ALTER COLUMN wrapped SET STATISTICS 0;
COMMENT ON TABLE people_keys IS
    'A key for each person''s texts, wrapped under the master key; a row is never deleted, or the '
    'key of an erased person could be made again.';
COMMENT ON COLUMN people_keys.wrapped IS 'AES key wrap (RFC 3394); null once destroyed.';
