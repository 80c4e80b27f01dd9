-- // endpoint events
-- A recurring job finds the private Kubernetes APIs that were left open by their latest event; few events are one.
create index events_endpoint on events (environment_id, seq desc)
  where kind in ('endpoint-opened', 'endpoint-closed', 'endpoint-left-open');

-- //@UNDO
drop index events_endpoint;
