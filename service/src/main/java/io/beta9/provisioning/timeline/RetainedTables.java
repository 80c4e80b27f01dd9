package io.beta9.provisioning.timeline;

import io.beta9.provisioning.region.RegionCircuitPolicy;
import io.beta9.provisioning.settings.RetentionSettings;
import java.time.Duration;
import java.util.List;

/**
 * The tables that only grow, and which of their rows may be deleted. What the recovery of a living
 * environment reads is never deleted:
 *
 * <ul>
 *   <li>completed resources and diagnostics in the journal: adoption and lock repair read them;
 *   <li>killed processes and the latest process of each kind: they identify the owners of locks;
 *   <li>the latest operation of each environment, and operations that other rows refer to.
 * </ul>
 */
final class RetainedTables {
  private static final String WITHOUT_ACTIVE_OPERATION =
      """
      not exists (
        select 1 from operations o
         where o.environment_id = t.environment_id and o.state in ('waiting', 'running'))
      """;

  private static final String OLDEST_WITH_ALL_DETAILS =
      "select min(finished_at) from operations where finished_at is not null and details_kept ="
          + " 'all'";

  private static final String OLDEST_AUDIT = "select min(at) from audit";

  /** Runs with the rights of the owner of the table; the service may not delete entries itself. */
  private static final String AUDIT = "select deleted, more from expire_audit(:before, :batch)";

  /** Only an operation that is resumed reads its steps. */
  private static final String STEPS =
      """
      with deleted as (
        delete from operation_steps where ctid = any (array(
          select s.ctid from operations t join operation_steps s on s.operation_id = t.id
           where t.details_kept = 'all' and t.finished_at < :before and %s
           limit :batch))
        returning 1)
      select count(*) as deleted, count(*) = :batch as more from deleted
      """
          .formatted(WITHOUT_ACTIVE_OPERATION);

  /** An operation whose lines fit into the batch is marked, so that it is not read again. */
  private static final String JOURNAL =
      """
      with ended as materialized (
        select t.id from operations t
         where t.details_kept = 'all' and t.finished_at < :before and %s
           and not exists (select 1 from operation_steps s where s.operation_id = t.id)
         order by t.finished_at limit 100 for update of t skip locked),
      destroyed as materialized (
        select o.id from environments e join operations o on o.environment_id = e.id
         where e.status = 'destroyed' and e.destroyed_at < :before and o.details_kept = 'recovery'
         limit 100 for update of o skip locked),
      lines as materialized (
        select line.* from (
          select j.ctid from ended join journal j on j.operation_id = ended.id
           where coalesce(j.event ->> 'type', '') not in ('apply_complete', 'diagnostic')
          union all
          select j.ctid from destroyed join journal j on j.operation_id = destroyed.id) line
         limit :batch),
      deleted as (
        delete from journal where ctid = any (array(select ctid from lines)) returning 1),
      marked as (
        update operations set details_kept = case details_kept when 'all' then 'recovery' else 'none' end
         where id in (select id from ended union all select id from destroyed)
           and (select count(*) from lines) < :batch
        returning 1)
      select (select count(*) from deleted) as deleted,
             exists (select 1 from ended) or exists (select 1 from destroyed) as more
      """
          .formatted(WITHOUT_ACTIVE_OPERATION);

  private static final String PROCESSES =
      """
      exists (
        select 1 from operations o join environments e on e.id = o.environment_id
         where o.id = t.operation_id and o.finished_at is not null
           and not exists (
             select 1 from operations a
              where a.environment_id = o.environment_id and a.state in ('waiting', 'running'))
           and (e.status = 'destroyed' and e.destroyed_at < :before
             or t.exit_code is distinct from 137 and t.exit_code is not null
               and exists (
                 select 1 from operations n join processes p on p.operation_id = n.id
                  where n.environment_id = o.environment_id and p.kind = t.kind
                    and p.started_at > t.started_at)))
      """;

  private static final String OPERATIONS =
      """
      t.finished_at is not null and t.details_kept <> 'all'
      and exists (
        select 1 from operations n
         where n.environment_id = t.environment_id and (n.created_at, n.id) > (t.created_at, t.id))
      and not exists (select 1 from journal j where j.operation_id = t.id)
      and not exists (select 1 from processes p where p.operation_id = t.id)
      and not exists (select 1 from events e where e.operation_id = t.id)
      and not exists (select 1 from log_lines l where l.operation_id = t.id)
      and not exists (select 1 from kept_states k where k.operation_id = t.id)
      and not exists (select 1 from idempotency_keys i where i.operation_id = t.id)
      and not exists (select 1 from region_circuits c where c.probe = t.id)
      """;

  /** A worker registers again if its row was deleted while it was suspended. */
  private static final String WORKERS =
      "not exists (select 1 from operations o where o.worker_id = t.id)";

  /** A circuit that is not closed is decided by all outcomes since it entered its state. */
  private static final String REGION_OUTCOMES =
      """
      not exists (
        select 1 from region_circuits c
         where c.region = t.region and c.state <> 'closed' and c.since <= t.at)
      """;

  private RetainedTables() {}

  /** Returns the tables in the order in which their rows are deleted: referring rows first. */
  static List<RetainedTable> of(RetentionSettings settings) {
    return List.of(
        RetainedTable.byAge("events", "at", settings.eventsRetention(), WITHOUT_ACTIVE_OPERATION),
        RetainedTable.byAge("log_lines", "at", settings.logsRetention(), WITHOUT_ACTIVE_OPERATION),
        new RetainedTable("audit", settings.auditRetention(), OLDEST_AUDIT, AUDIT),
        RetainedTable.byAge("capacity_samples", "at", settings.samplesRetention(), "true"),
        new RetainedTable(
            "operation_steps", settings.journalRetention(), OLDEST_WITH_ALL_DETAILS, STEPS),
        new RetainedTable("journal", settings.journalRetention(), OLDEST_WITH_ALL_DETAILS, JOURNAL),
        RetainedTable.byAge("processes", "ended_at", settings.processesRetention(), PROCESSES),
        RetainedTable.byAge(
            "idempotency_keys", "created_at", settings.idempotencyKeysRetention(), "true"),
        RetainedTable.byAge(
            "idempotent_requests", "started_at", settings.idempotencyKeysRetention(), "true"),
        RetainedTable.byAge(
            "operations", "finished_at", settings.operationsRetention(), OPERATIONS),
        RetainedTable.byAge("workers", "renewed_at", settings.workersRetention(), WORKERS),
        RetainedTable.byAge(
            "region_outcomes",
            "at",
            longer(settings.regionOutcomesRetention(), RegionCircuitPolicy.STANDARD.window()),
            REGION_OUTCOMES),
        RetainedTable.byAge(
            "webhook_deliveries",
            "finished_at",
            settings.webhookDeliveriesRetention(),
            "t.state <> 'pending'"));
  }

  private static Duration longer(Duration first, Duration second) {
    return first.compareTo(second) >= 0 ? first : second;
  }
}
