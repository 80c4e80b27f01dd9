-- // changelog
-- The applied scripts; maintained by the migration library.
create table schema_changelog (
  id numeric(20, 0) not null primary key,
  applied_at varchar(25) not null,
  description varchar(255) not null
);

-- //@UNDO
drop table schema_changelog;
