-- Own fields of registers, their values, and loyalty points by month.

-- 自定义字段: what a register asks for beyond its own columns.
CREATE TABLE own_field (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    register TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    choices TEXT NOT NULL, -- a line each
    position INTEGER NOT NULL,
    is_active INTEGER NOT NULL,
    UNIQUE (register, name)
) STRICT;

-- 会员积分: points of a month, of all members together or of one customer. Open points are an obligation, no cost.
CREATE TABLE loyalty_month (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    month INTEGER NOT NULL,
    customer_id INTEGER REFERENCES customer (id),
    issued INTEGER NOT NULL,
    redeemed INTEGER NOT NULL,
    expired INTEGER NOT NULL,
    cost_per_point TEXT, -- in base currency, an estimate
    members INTEGER,
    active_members INTEGER
) STRICT;
CREATE INDEX loyalty_month_month ON loyalty_month (month, customer_id);

-- One of the columns that name a row is filled: that of the field's register.
CREATE TABLE own_value (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    field_id INTEGER NOT NULL REFERENCES own_field (id),
    value TEXT NOT NULL,
    customer_id INTEGER REFERENCES customer (id),
    channel_id INTEGER REFERENCES channel (id),
    activity_id INTEGER REFERENCES activity (id),
    contract_id INTEGER REFERENCES customer_contract (id),
    receipt_id INTEGER REFERENCES receipt (id),
    order_id INTEGER REFERENCES customer_order (id),
    product_id INTEGER REFERENCES product (id),
    purchase_id INTEGER REFERENCES purchase_contract (id),
    vendor_id INTEGER REFERENCES vendor (id),
    department_id INTEGER REFERENCES department (id),
    points_id INTEGER REFERENCES loyalty_month (id),
    tool_id INTEGER REFERENCES tool (id),
    hours_id INTEGER REFERENCES work_hours (id),
    feedback_id INTEGER REFERENCES feedback (id)
) STRICT;
CREATE INDEX own_value_field ON own_value (field_id);
CREATE UNIQUE INDEX own_value_customer ON own_value (customer_id, field_id) WHERE customer_id IS NOT NULL;
CREATE UNIQUE INDEX own_value_channel ON own_value (channel_id, field_id) WHERE channel_id IS NOT NULL;
CREATE UNIQUE INDEX own_value_activity ON own_value (activity_id, field_id) WHERE activity_id IS NOT NULL;
CREATE UNIQUE INDEX own_value_contract ON own_value (contract_id, field_id) WHERE contract_id IS NOT NULL;
CREATE UNIQUE INDEX own_value_receipt ON own_value (receipt_id, field_id) WHERE receipt_id IS NOT NULL;
CREATE UNIQUE INDEX own_value_order ON own_value (order_id, field_id) WHERE order_id IS NOT NULL;
CREATE UNIQUE INDEX own_value_product ON own_value (product_id, field_id) WHERE product_id IS NOT NULL;
CREATE UNIQUE INDEX own_value_purchase ON own_value (purchase_id, field_id) WHERE purchase_id IS NOT NULL;
CREATE UNIQUE INDEX own_value_vendor ON own_value (vendor_id, field_id) WHERE vendor_id IS NOT NULL;
CREATE UNIQUE INDEX own_value_department ON own_value (department_id, field_id) WHERE department_id IS NOT NULL;
CREATE UNIQUE INDEX own_value_points ON own_value (points_id, field_id) WHERE points_id IS NOT NULL;
CREATE UNIQUE INDEX own_value_tool ON own_value (tool_id, field_id) WHERE tool_id IS NOT NULL;
CREATE UNIQUE INDEX own_value_hours ON own_value (hours_id, field_id) WHERE hours_id IS NOT NULL;
CREATE UNIQUE INDEX own_value_feedback ON own_value (feedback_id, field_id) WHERE feedback_id IS NOT NULL;
