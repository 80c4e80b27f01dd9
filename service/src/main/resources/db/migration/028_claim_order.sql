-- // claim order
-- Finds the oldest waiting operations of all tenants.
create index operations_oldest on operations (created_at, id) where state = 'waiting';

-- //@UNDO
drop index operations_oldest;
