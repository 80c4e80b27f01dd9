-- // retention
-- Rows older than their retention are selected by age, over all environments.
create index events_at on events (at);
create index log_lines_at on log_lines (at);
create index audit_at on audit (at);

-- //@UNDO
drop index audit_at;
drop index log_lines_at;
drop index events_at;
