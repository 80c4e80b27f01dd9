-- // worker memory
-- What each worker reports about the memory that it and its child processes may use.
alter table workers add column memory_used_bytes bigint;
alter table workers add column memory_limit_bytes bigint;

-- //@UNDO
alter table workers drop column memory_limit_bytes;
alter table workers drop column memory_used_bytes;
