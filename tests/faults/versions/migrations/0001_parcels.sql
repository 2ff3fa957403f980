CREATE TABLE parcels (
    parcel     text PRIMARY KEY,
    sender     text NOT NULL,
    receiver   text NOT NULL,
    grams      integer NOT NULL,
    label      text NOT NULL,
    cents      integer,
    stamped_to text
);
CREATE TABLE counts (
    sender  text PRIMARY KEY,
    parcels integer NOT NULL
);
