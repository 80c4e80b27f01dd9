-- // account permissions boundary
-- The name of the managed policy that every role and user that is created in the account must have as its
-- permissions boundary; null if none is required.
alter table accounts add column permissions_boundary text;

-- //@UNDO
alter table accounts drop column permissions_boundary;
