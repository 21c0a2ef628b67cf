-- What activities were planned to be and came to, hours, tools and their use, tickets, feedback. Amounts are integers
-- of minor units in base currency, quantities decimal TEXT, months numbers (year * 12 + month − 1).

-- Beside `activity`, whose rows older journals hold as they were.
CREATE TABLE activity_detail (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    activity_id INTEGER NOT NULL UNIQUE REFERENCES activity (id),
    channel_id INTEGER REFERENCES channel (id),
    starts_on TEXT,
    ends_on TEXT,
    planned_minor INTEGER,
    expected_minor INTEGER,
    invited INTEGER,
    attendance INTEGER,
    responses INTEGER,
    revenue_minor INTEGER,
    score TEXT, -- 1 to 5
    status TEXT NOT NULL
) STRICT;

CREATE TABLE work_hours (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    fingerprint TEXT,
    worked_on TEXT, -- absent where only the month is known
    month INTEGER NOT NULL,
    employee TEXT NOT NULL,
    hours TEXT NOT NULL,
    kind TEXT,
    customer_id INTEGER REFERENCES customer (id),
    activity_id INTEGER REFERENCES activity (id),
    memo TEXT NOT NULL
) STRICT;
CREATE INDEX work_hours_month ON work_hours (month);
CREATE INDEX work_hours_customer ON work_hours (customer_id, month);

CREATE TABLE tool (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    vendor_id INTEGER REFERENCES vendor (id), -- whose entries are its cost
    category_id INTEGER REFERENCES category (id),
    renewal_on TEXT,
    notice_days INTEGER,
    is_active INTEGER NOT NULL
) STRICT;

CREATE TABLE tool_month (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tool_id INTEGER NOT NULL REFERENCES tool (id),
    month INTEGER NOT NULL,
    seats INTEGER,
    active INTEGER,
    logins INTEGER,
    modules_paid INTEGER,
    modules_used INTEGER,
    last_used_on TEXT,
    gb_paid TEXT,
    gb_used TEXT,
    cost_minor INTEGER,
    UNIQUE (tool_id, month)
) STRICT;

-- Two customers that are merged may each have had a row of one month and product: their sum counts.
CREATE TABLE service_month (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    month INTEGER NOT NULL,
    customer_id INTEGER REFERENCES customer (id),
    product_id INTEGER REFERENCES product (id),
    tickets INTEGER NOT NULL,
    minutes TEXT, -- of all of them together
    automated INTEGER,
    first_solution TEXT, -- minutes, the mean of a ticket
    solution TEXT
) STRICT;
CREATE INDEX service_month_month ON service_month (month, customer_id, product_id);

CREATE TABLE feedback (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    fingerprint TEXT,
    noted_on TEXT NOT NULL,
    customer_id INTEGER REFERENCES customer (id),
    employee TEXT, -- of internal feedback
    topic TEXT NOT NULL,
    source TEXT NOT NULL,
    satisfaction INTEGER CHECK (satisfaction BETWEEN 1 AND 5),
    nps INTEGER CHECK (nps BETWEEN 0 AND 10),
    text TEXT NOT NULL,
    is_complaint INTEGER NOT NULL,
    owner TEXT,
    due_on TEXT,
    outcome TEXT NOT NULL, -- empty while a complaint is open
    activity_id INTEGER REFERENCES activity (id),
    product_id INTEGER REFERENCES product (id),
    tool_id INTEGER REFERENCES tool (id),
    category_id INTEGER REFERENCES category (id)
) STRICT;
CREATE INDEX feedback_noted ON feedback (noted_on);
CREATE INDEX feedback_customer ON feedback (customer_id, noted_on);
