-- // turns
-- The tenants that wait, and the oldest operation of each, without looking at all that wait.
create index operations_turn on operations (tenant_id, created_at, id) where state = 'waiting';

-- //@UNDO
drop index operations_turn;
