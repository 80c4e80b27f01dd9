-- // rendered messages
-- The data of a failure is in failure (code, subject, parameters). Two rendered copies are stored:
-- error_message, because operators and the list of environments select it without the data, and
-- failure ->> 'message', because a version that does not know a code, as after a downgrade, shows it.
comment on column environments.error_message is
  'rendered from failure, for lists and for queries in SQL; the truth is failure';
comment on column environments.failure is
  'code, class, resource or subject, parameters; message is a rendered copy for versions that do not know the code';
comment on column operations.failure is
  'code, class, resource or subject, parameters; message is a rendered copy for versions that do not know the code';

-- //@UNDO
comment on column operations.failure is null;
comment on column environments.failure is null;
comment on column environments.error_message is null;
