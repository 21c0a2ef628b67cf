-- Spending standards, dated tax limits, what a customer of a grade gets, templates sent to departments.

CREATE TABLE spending_standard (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    per TEXT NOT NULL, -- person, event, customer
    category_id INTEGER REFERENCES category (id),
    grade_id INTEGER REFERENCES grade (id),
    customer_id INTEGER REFERENCES customer (id),
    amount_minor INTEGER NOT NULL,
    note TEXT NOT NULL
) STRICT;

-- What the ledger says of a limit in place of what the program knows; from a day on.
CREATE TABLE tax_limit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL,
    from_on TEXT NOT NULL,
    categories TEXT NOT NULL, -- codes, separated by commas
    of_cost TEXT, -- a decimal: the share of the cost that is deductible at all
    of_revenue TEXT NOT NULL, -- a decimal
    source TEXT NOT NULL,
    is_on INTEGER NOT NULL,
    UNIQUE (code, from_on)
) STRICT;

-- 每户标准: what each customer of a grade gets in a year, by category.
CREATE TABLE grade_policy (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    budget_id INTEGER NOT NULL REFERENCES budget (id),
    category_id INTEGER NOT NULL REFERENCES category (id),
    grade_id INTEGER NOT NULL REFERENCES grade (id),
    amount_minor INTEGER NOT NULL,
    UNIQUE (budget_id, category_id, grade_id)
) STRICT;

-- A workbook that went out to a department, known by its token when it comes back.
CREATE TABLE template (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    token TEXT NOT NULL UNIQUE,
    budget_id INTEGER NOT NULL REFERENCES budget (id),
    department_id INTEGER NOT NULL REFERENCES department (id),
    sent_at TEXT NOT NULL,
    answered_at TEXT,
    file_name TEXT NOT NULL
) STRICT;
CREATE INDEX template_budget ON template (budget_id);
