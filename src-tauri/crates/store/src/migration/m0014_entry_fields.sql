-- Values of own fields of entries and of what is kept by month.
ALTER TABLE own_value ADD COLUMN entry_id INTEGER REFERENCES entry (id);
ALTER TABLE own_value ADD COLUMN metric_id INTEGER REFERENCES metric (id);
ALTER TABLE own_value ADD COLUMN tool_use_id INTEGER REFERENCES tool_month (id);
ALTER TABLE own_value ADD COLUMN service_id INTEGER REFERENCES service_month (id);
CREATE UNIQUE INDEX own_value_entry ON own_value (entry_id, field_id) WHERE entry_id IS NOT NULL;
CREATE UNIQUE INDEX own_value_metric ON own_value (metric_id, field_id) WHERE metric_id IS NOT NULL;
CREATE UNIQUE INDEX own_value_tool_use ON own_value (tool_use_id, field_id) WHERE tool_use_id IS NOT NULL;
CREATE UNIQUE INDEX own_value_service ON own_value (service_id, field_id) WHERE service_id IS NOT NULL;
-- A list of a million entries is filtered by a value of theirs.
CREATE INDEX own_value_of_entries ON own_value (field_id, value, entry_id) WHERE entry_id IS NOT NULL;
