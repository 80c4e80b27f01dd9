-- // attention order
-- The first page of the console lists what needs a person first: the index has that order, so that of many
-- environments only those of a page are read.
create index environments_attention on environments (
  (case status when 'failed' then 0 when 'ready' then 2 when 'destroyed' then 3 else 1 end),
  (case when status in ('ready', 'destroyed') then null else status_since end),
  created_at desc, id);

-- //@UNDO
drop index environments_attention;
