-- Purchase contracts 采购合同 (money out) and what they owe.
CREATE TABLE purchase_contract (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    vendor_id INTEGER NOT NULL REFERENCES vendor (id),
    department_id INTEGER REFERENCES department (id),
    comparison_id INTEGER REFERENCES comparison (id),
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL, -- the last day of the term that runs
    term_months INTEGER NOT NULL,
    notice_days INTEGER NOT NULL,
    is_auto_renewed INTEGER NOT NULL,
    uplift_percent TEXT NOT NULL,
    responsible TEXT NOT NULL,
    note TEXT NOT NULL,
    ended_on TEXT -- from this day it no longer runs
) STRICT;
CREATE TABLE instalment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    contract_id INTEGER NOT NULL REFERENCES purchase_contract (id),
    due_on TEXT NOT NULL,
    item TEXT NOT NULL,
    category_id INTEGER NOT NULL REFERENCES category (id),
    cost_minor INTEGER NOT NULL,
    gross_minor INTEGER NOT NULL,
    is_recurring INTEGER NOT NULL,
    is_released INTEGER NOT NULL
) STRICT;
CREATE INDEX instalment_contract ON instalment (contract_id);
CREATE INDEX instalment_due ON instalment (due_on);
-- No foreign key to the entry: the void rows of an undone import stay, and release nothing.
CREATE TABLE purchase_settlement (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    instalment_id INTEGER NOT NULL REFERENCES instalment (id),
    entry_id INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL
) STRICT;
CREATE INDEX purchase_settlement_instalment ON purchase_settlement (instalment_id);
CREATE INDEX purchase_settlement_entry ON purchase_settlement (entry_id);
