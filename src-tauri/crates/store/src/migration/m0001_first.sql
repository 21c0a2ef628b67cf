-- The first schema. Amounts are integers of minor units, rates and quantities decimal TEXT, months numbers
-- (year * 12 + month − 1); STRICT keeps every other type out.

CREATE TABLE profile (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    company TEXT NOT NULL,
    currency TEXT NOT NULL,
    fiscal_start INTEGER NOT NULL CHECK (fiscal_start BETWEEN 1 AND 12),
    named_after TEXT NOT NULL,
    taxpayer TEXT NOT NULL,
    language TEXT NOT NULL,
    industry TEXT,
    phase TEXT,
    business_model TEXT,
    staff INTEGER,
    seats INTEGER,
    total_budget_minor INTEGER,
    default_margin TEXT,
    discount_rate TEXT,
    dormant_days INTEGER,
    lapsed_days INTEGER
) STRICT;

CREATE TABLE category (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE,
    parent_id INTEGER REFERENCES category (id),
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    stage TEXT,
    position INTEGER NOT NULL,
    is_active INTEGER NOT NULL
) STRICT;

CREATE TABLE department (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_en TEXT,
    stage TEXT,
    is_active INTEGER NOT NULL
) STRICT;

CREATE TABLE channel (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_en TEXT,
    stage TEXT,
    is_active INTEGER NOT NULL
) STRICT;

CREATE TABLE activity (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_en TEXT,
    stage TEXT, -- its purpose: 拉新 acquisition, 维系 maintenance, 售后 service
    is_active INTEGER NOT NULL
) STRICT;

CREATE TABLE product (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_en TEXT,
    stage TEXT,
    is_active INTEGER NOT NULL
) STRICT;

CREATE TABLE vendor (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_en TEXT,
    stage TEXT,
    is_active INTEGER NOT NULL
) STRICT;

CREATE TABLE grade (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    is_active INTEGER NOT NULL
) STRICT;

CREATE TABLE customer (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    tax_number TEXT,
    industry TEXT,
    region TEXT,
    owner TEXT,
    status TEXT NOT NULL,
    acquired_on TEXT,
    channel_id INTEGER REFERENCES channel (id),
    lapsed_on TEXT,
    is_active INTEGER NOT NULL
) STRICT;

-- A customer's grade from a date on; the history that budgets and reports by grade read.
CREATE TABLE customer_grade (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    grade_id INTEGER NOT NULL REFERENCES grade (id),
    from_on TEXT NOT NULL,
    UNIQUE (customer_id, from_on)
) STRICT;

-- One import. Undo marks it void, and with it its entries: they count nowhere and their fingerprints are free.
CREATE TABLE batch (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    first_entry INTEGER NOT NULL,
    last_entry INTEGER NOT NULL,
    digest TEXT NOT NULL,
    is_void INTEGER NOT NULL
) STRICT;

-- No foreign keys to the registers: the void rows of an undone import outlive the members that it had made.
-- `check` proves the references of the rows that count.
CREATE TABLE entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    batch_id INTEGER,
    is_void INTEGER NOT NULL,
    fingerprint BLOB,
    source_id TEXT,
    occurred_on TEXT NOT NULL,
    category_id INTEGER NOT NULL,
    currency TEXT NOT NULL,
    rate TEXT,
    gross_minor INTEGER NOT NULL,
    tax_minor INTEGER,
    net_minor INTEGER NOT NULL,
    base_gross_minor INTEGER NOT NULL,
    base_net_minor INTEGER NOT NULL,
    tax_rate TEXT,
    invoice TEXT,
    invoice_kind TEXT,
    is_deductible INTEGER,
    paid_on TEXT,
    invoiced_on TEXT,
    benefit_from TEXT,
    benefit_to TEXT,
    stage TEXT,
    customer_id INTEGER,
    channel_id INTEGER,
    activity_id INTEGER,
    department_id INTEGER,
    vendor_id INTEGER,
    product_id INTEGER,
    memo TEXT NOT NULL,
    status TEXT NOT NULL
) STRICT;

CREATE TABLE invoice (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    number TEXT NOT NULL UNIQUE,
    total_minor INTEGER NOT NULL
) STRICT;

CREATE TABLE budget (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    UNIQUE (name, fiscal_year)
) STRICT;

CREATE TABLE budget_version (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    budget_id INTEGER NOT NULL REFERENCES budget (id),
    number INTEGER NOT NULL,
    state TEXT NOT NULL,
    valid_from INTEGER,
    basis TEXT NOT NULL,
    measure TEXT NOT NULL,
    note TEXT NOT NULL,
    UNIQUE (budget_id, number)
) STRICT;

-- m1 … m12 are the months of the fiscal year in order; `locked` and `filled` have one bit a month.
CREATE TABLE budget_line (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version_id INTEGER NOT NULL REFERENCES budget_version (id),
    category_id INTEGER REFERENCES category (id),
    department_id INTEGER REFERENCES department (id),
    channel_id INTEGER REFERENCES channel (id),
    activity_id INTEGER REFERENCES activity (id),
    product_id INTEGER REFERENCES product (id),
    customer_id INTEGER REFERENCES customer (id),
    grade_id INTEGER REFERENCES grade (id),
    m1 INTEGER NOT NULL, m2 INTEGER NOT NULL, m3 INTEGER NOT NULL, m4 INTEGER NOT NULL,
    m5 INTEGER NOT NULL, m6 INTEGER NOT NULL, m7 INTEGER NOT NULL, m8 INTEGER NOT NULL,
    m9 INTEGER NOT NULL, m10 INTEGER NOT NULL, m11 INTEGER NOT NULL, m12 INTEGER NOT NULL,
    locked INTEGER NOT NULL,
    filled INTEGER NOT NULL,
    note TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX budget_line_key ON budget_line (
    version_id, coalesce(category_id, 0), coalesce(department_id, 0), coalesce(channel_id, 0),
    coalesce(activity_id, 0), coalesce(product_id, 0), coalesce(customer_id, 0), coalesce(grade_id, 0)
);

CREATE TABLE metric (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    month INTEGER NOT NULL,
    channel_id INTEGER NOT NULL REFERENCES channel (id),
    leads INTEGER,
    opportunities INTEGER,
    customers INTEGER,
    revenue_minor INTEGER,
    UNIQUE (month, channel_id)
) STRICT;

CREATE TABLE rate (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    dated_on TEXT NOT NULL,
    currency TEXT NOT NULL,
    rate TEXT NOT NULL,
    UNIQUE (currency, dated_on)
) STRICT;

CREATE TABLE mapping (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    columns TEXT NOT NULL,
    reading TEXT NOT NULL
) STRICT;

-- Monthly totals, kept true by every change; ids are 0 where an entry names none. basis 0 accrual, 1 cash.
-- From small to large: a report reads the first that knows what it asks for.
CREATE TABLE total_category (
    basis INTEGER NOT NULL, month INTEGER NOT NULL, category_id INTEGER NOT NULL, deduction INTEGER NOT NULL,
    net_minor INTEGER NOT NULL, gross_minor INTEGER NOT NULL, untaxed INTEGER NOT NULL,
    PRIMARY KEY (basis, month, category_id, deduction)
) STRICT, WITHOUT ROWID;
CREATE TABLE total_scope (
    basis INTEGER NOT NULL, month INTEGER NOT NULL, category_id INTEGER NOT NULL, deduction INTEGER NOT NULL,
    stage INTEGER NOT NULL, department_id INTEGER NOT NULL, activity_id INTEGER NOT NULL,
    channel_id INTEGER NOT NULL, product_id INTEGER NOT NULL,
    net_minor INTEGER NOT NULL, gross_minor INTEGER NOT NULL, untaxed INTEGER NOT NULL,
    PRIMARY KEY (basis, month, category_id, deduction, stage, department_id, activity_id, channel_id, product_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE total_customer (
    basis INTEGER NOT NULL, month INTEGER NOT NULL, category_id INTEGER NOT NULL, deduction INTEGER NOT NULL,
    stage INTEGER NOT NULL, department_id INTEGER NOT NULL, activity_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    net_minor INTEGER NOT NULL, gross_minor INTEGER NOT NULL, untaxed INTEGER NOT NULL,
    PRIMARY KEY (basis, month, category_id, deduction, stage, department_id, activity_id, customer_id)
) STRICT, WITHOUT ROWID;

-- The journal: append-only, each record hashed over the one before it.
CREATE TABLE journal (
    number INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    author TEXT NOT NULL,
    command TEXT NOT NULL,
    about TEXT NOT NULL,
    batch_id INTEGER,
    undoes INTEGER REFERENCES journal (number),
    rows_digest TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE INDEX journal_undoes ON journal (undoes) WHERE undoes IS NOT NULL;
CREATE TABLE journal_row (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    number INTEGER NOT NULL REFERENCES journal (number) DEFERRABLE INITIALLY DEFERRED,
    table_name TEXT NOT NULL,
    row_id INTEGER NOT NULL,
    before TEXT,
    after TEXT
) STRICT;
CREATE INDEX journal_row_number ON journal_row (number);
CREATE INDEX journal_row_row ON journal_row (table_name, row_id);
