-- // worker clusters
-- Distinguishes the Kubernetes cluster of a worker's pod: workers of two clusters on one database
-- cannot find out whether pods of the other cluster exist. Empty for workers of earlier versions.
alter table workers add column cluster_id text not null default '';

-- //@UNDO
alter table workers drop column cluster_id;
