-- What customers order, owe and pay. Amounts are integers of minor units in base currency.

CREATE TABLE customer_order (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    fingerprint TEXT,
    ordered_on TEXT NOT NULL,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    amount_minor INTEGER NOT NULL, -- net of VAT; returns negative
    number TEXT,
    product_id INTEGER REFERENCES product (id)
) STRICT;

CREATE INDEX customer_order_customer ON customer_order (customer_id, ordered_on);
CREATE INDEX customer_order_fingerprint ON customer_order (fingerprint) WHERE fingerprint IS NOT NULL;

CREATE TABLE customer_contract (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    gross_minor INTEGER NOT NULL,
    net_minor INTEGER NOT NULL,
    tax_rate TEXT,
    rhythm TEXT NOT NULL,
    due_days INTEGER NOT NULL,
    services TEXT NOT NULL,
    department_id INTEGER REFERENCES department (id),
    ended_on TEXT
) STRICT;

CREATE TABLE receipt (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    fingerprint TEXT,
    received_on TEXT NOT NULL,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    contract_id INTEGER REFERENCES customer_contract (id),
    amount_minor INTEGER NOT NULL, -- 价税合计; refunds negative
    memo TEXT NOT NULL
) STRICT;

CREATE INDEX receipt_customer ON receipt (customer_id, received_on);
CREATE INDEX receipt_contract ON receipt (contract_id, received_on);

-- 催收记录: who asked for the money when, and what was promised.
CREATE TABLE follow_up (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    contract_id INTEGER NOT NULL REFERENCES customer_contract (id),
    noted_on TEXT NOT NULL,
    by_whom TEXT NOT NULL,
    note TEXT NOT NULL,
    promised_on TEXT
) STRICT;

CREATE INDEX follow_up_contract ON follow_up (contract_id, noted_on);
