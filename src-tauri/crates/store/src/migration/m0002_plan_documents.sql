-- Documents that change a plan in force, requests and what settles them, control of lines, the guided start.

CREATE TABLE revision (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    budget_id INTEGER NOT NULL REFERENCES budget (id),
    number INTEGER NOT NULL,
    base_id INTEGER NOT NULL REFERENCES budget_version (id),
    version_id INTEGER NOT NULL REFERENCES budget_version (id),
    kind TEXT NOT NULL,
    effective INTEGER NOT NULL, -- the first month that it may change
    reason TEXT NOT NULL,
    note TEXT NOT NULL,
    author TEXT NOT NULL,
    made_at TEXT NOT NULL,
    UNIQUE (budget_id, number)
) STRICT;

-- What a document does to a line, by month of the fiscal year.
CREATE TABLE revision_line (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision_id INTEGER NOT NULL REFERENCES revision (id),
    category_id INTEGER REFERENCES category (id),
    department_id INTEGER REFERENCES department (id),
    channel_id INTEGER REFERENCES channel (id),
    activity_id INTEGER REFERENCES activity (id),
    product_id INTEGER REFERENCES product (id),
    customer_id INTEGER REFERENCES customer (id),
    grade_id INTEGER REFERENCES grade (id),
    m1 INTEGER NOT NULL,
    m2 INTEGER NOT NULL,
    m3 INTEGER NOT NULL,
    m4 INTEGER NOT NULL,
    m5 INTEGER NOT NULL,
    m6 INTEGER NOT NULL,
    m7 INTEGER NOT NULL,
    m8 INTEGER NOT NULL,
    m9 INTEGER NOT NULL,
    m10 INTEGER NOT NULL,
    m11 INTEGER NOT NULL,
    m12 INTEGER NOT NULL
) STRICT;
CREATE INDEX revision_line_revision ON revision_line (revision_id);

CREATE TABLE request (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    category_id INTEGER REFERENCES category (id),
    department_id INTEGER REFERENCES department (id),
    channel_id INTEGER REFERENCES channel (id),
    activity_id INTEGER REFERENCES activity (id),
    product_id INTEGER REFERENCES product (id),
    customer_id INTEGER REFERENCES customer (id),
    grade_id INTEGER REFERENCES grade (id),
    month INTEGER NOT NULL, -- in which the money is expected to be spent
    amount_minor INTEGER NOT NULL,
    state TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    requested_at TEXT NOT NULL,
    decided_by TEXT,
    decided_at TEXT,
    decision TEXT NOT NULL
) STRICT;

-- No foreign key to the entry: the void rows of an undone import stay, and release nothing.
CREATE TABLE settlement (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    request_id INTEGER NOT NULL REFERENCES request (id),
    entry_id INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL
) STRICT;
CREATE INDEX settlement_request ON settlement (request_id);
CREATE INDEX settlement_entry ON settlement (entry_id);

-- A line keeps its control over all versions of its budget.
CREATE TABLE line_control (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    budget_id INTEGER NOT NULL REFERENCES budget (id),
    category_id INTEGER REFERENCES category (id),
    department_id INTEGER REFERENCES department (id),
    channel_id INTEGER REFERENCES channel (id),
    activity_id INTEGER REFERENCES activity (id),
    product_id INTEGER REFERENCES product (id),
    customer_id INTEGER REFERENCES customer (id),
    grade_id INTEGER REFERENCES grade (id),
    to_date TEXT NOT NULL,
    full_year TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX line_control_key ON line_control (
    budget_id, coalesce(category_id, 0), coalesce(department_id, 0), coalesce(channel_id, 0),
    coalesce(activity_id, 0), coalesce(product_id, 0), coalesce(customer_id, 0), coalesce(grade_id, 0)
);

CREATE TABLE plan_rule (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    is_own_approval_allowed INTEGER NOT NULL,
    is_pending_counted INTEGER NOT NULL,
    warn_percent INTEGER NOT NULL,
    stop_percent INTEGER NOT NULL
) STRICT;

-- The answers of the guided start, kept when it is left.
CREATE TABLE guide (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    fiscal_year INTEGER NOT NULL UNIQUE,
    answers TEXT NOT NULL
) STRICT;
