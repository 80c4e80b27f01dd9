-- // rendered messages
-- The data of a failure is in failure (code, subject, parameters). Two rendered copies are stored,
-- which the service writes and does not read where it knows the code: error_message, because
-- operators and reports select it in SQL; failure ->> 'message', because a version that does not
-- know a code, as after a downgrade, shows it.
comment on column environments.error_message is
  'rendered from failure for queries in SQL; the service renders failure itself';
comment on column environments.failure is
  'code, class, resource or subject, parameters; message is a rendered copy for versions that do not know the code';
comment on column operations.failure is
  'code, class, resource or subject, parameters; message is a rendered copy for versions that do not know the code';

-- //@UNDO
comment on column operations.failure is null;
comment on column environments.failure is null;
comment on column environments.error_message is null;
