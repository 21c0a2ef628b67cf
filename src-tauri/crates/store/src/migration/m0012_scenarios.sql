-- What a budget would come to under other assumptions; no figures are copied, they are worked out anew.
CREATE TABLE scenario (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    version_id INTEGER NOT NULL REFERENCES budget_version (id),
    from_month INTEGER NOT NULL, -- the first month that may change
    assumptions TEXT NOT NULL, -- JSON
    note TEXT NOT NULL,
    author TEXT NOT NULL,
    made_at TEXT NOT NULL
) STRICT;
CREATE INDEX scenario_version ON scenario (version_id);

-- A file kept with a document, a request or an entry: with exactly one of them. No foreign key to the entry: the void
-- rows of an undone import stay.
CREATE TABLE attachment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision_id INTEGER REFERENCES revision (id),
    request_id INTEGER REFERENCES request (id),
    entry_id INTEGER,
    name TEXT NOT NULL,
    kind TEXT NOT NULL, -- pdf, picture, workbook, text, other: what its first bytes say
    size INTEGER NOT NULL,
    hash TEXT NOT NULL, -- SHA-256 of the body
    author TEXT NOT NULL,
    added_at TEXT NOT NULL
) STRICT;
CREATE INDEX attachment_revision ON attachment (revision_id);
CREATE INDEX attachment_request ON attachment (request_id);
CREATE INDEX attachment_entry ON attachment (entry_id);

-- The bodies, each once. They are not journalled but proved by their hash, and stay when an attachment is removed, so
-- that undo brings it back.
CREATE TABLE attachment_body (
    id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    body BLOB NOT NULL
) STRICT;

-- For how many people: standards per person are held against it.
CREATE TABLE headcount (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    entry_id INTEGER UNIQUE,
    request_id INTEGER UNIQUE REFERENCES request (id),
    people INTEGER NOT NULL
) STRICT;

-- Tax limits ask for the revenue of a year, each time an entry is typed.
CREATE INDEX customer_order_day ON customer_order (ordered_on, amount_minor);
