-- // event data
-- Events carry data. Kinds have plain names.
update events set kind = case kind
    when 'unlocked' then 'state-unlocked'
    when 'region-open-again' then 'region-available'
    when 'state-torn' then 'errored-state-unreadable'
    when 'state-kept' then 'errored-state-kept'
    when 'state-pushed' then 'errored-state-uploaded'
    when 'digest-mended' then 'digest-corrected'
    when 'leftovers' then 'leftovers-found'
    else kind end
 where kind in ('unlocked', 'region-open-again', 'state-torn', 'state-kept', 'state-pushed',
   'digest-mended', 'leftovers');
update events set kind = 'skipped', data = jsonb_build_object('activity', replace(kind, '-passed-over', ''))
 where kind like '%-passed-over';
update events set data = jsonb_build_object('step', split_part(message, ': ', 1),
    'description', substr(message, length(split_part(message, ': ', 1)) + 3))
 where kind = 'step-started' and data is null;
update events set data = jsonb_build_object('step', split_part(message, ': ', 1))
 where kind = 'step-done' and data is null;

-- //@UNDO
update events set kind = case kind
    when 'state-unlocked' then 'unlocked'
    when 'region-available' then 'region-open-again'
    when 'errored-state-unreadable' then 'state-torn'
    when 'errored-state-kept' then 'state-kept'
    when 'errored-state-uploaded' then 'state-pushed'
    when 'digest-corrected' then 'digest-mended'
    when 'leftovers-found' then 'leftovers'
    else kind end
 where kind in ('state-unlocked', 'region-available', 'errored-state-unreadable', 'errored-state-kept',
   'errored-state-uploaded', 'digest-corrected', 'leftovers-found');
update events set kind = coalesce(data ->> 'activity', 'step') || '-passed-over' where kind = 'skipped';
update events set data = null;
