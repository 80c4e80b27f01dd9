-- // turns
-- Finds the waiting tenants and the oldest operation of each without reading all waiting operations.
create index operations_turn on operations (tenant_id, created_at, id) where state = 'waiting';

-- //@UNDO
drop index operations_turn;
