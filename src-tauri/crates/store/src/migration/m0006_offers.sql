-- Comparisons of offers: what is needed and what offers say is the JSON of their types, decimals as text.
CREATE TABLE price_card (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    vendor TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL
) STRICT;
CREATE TABLE comparison (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    need TEXT NOT NULL,
    functions TEXT NOT NULL,
    weights TEXT NOT NULL,
    note TEXT NOT NULL,
    chosen_id INTEGER,
    signed_on TEXT,
    reason TEXT NOT NULL,
    planned TEXT NOT NULL -- budgets that the choice has been taken into, one a line
) STRICT;
CREATE TABLE offer (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    comparison_id INTEGER NOT NULL REFERENCES comparison (id),
    name TEXT NOT NULL,
    vendor TEXT NOT NULL,
    position INTEGER NOT NULL,
    terms TEXT NOT NULL,
    UNIQUE (comparison_id, name)
) STRICT;
-- Seats of the chosen offer: paid for and used, by month.
CREATE TABLE seat_use (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    comparison_id INTEGER NOT NULL REFERENCES comparison (id),
    month INTEGER NOT NULL,
    paid INTEGER NOT NULL,
    active INTEGER NOT NULL,
    UNIQUE (comparison_id, month)
) STRICT;
