-- // adoptions
-- Operators see the latest adoptions of all environments; few events are one.
create index events_adoptions on events (at)
  where kind = 'recovered' and cast(data ->> 'adopted' as integer) > 0;

-- //@UNDO
drop index events_adoptions;
