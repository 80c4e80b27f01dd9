package io.beta9.provisioning.operation;

/** Common table expression that selects and locks the next claimable operation, if any. */
final class NextOperationQuery {
  /**
   * The number of operations that are considered before all tenants are compared. It bounds the
   * cost of a claim while the oldest operations belong to tenants that have running operations.
   */
  static final int OLDEST = 64;

  /** Conditions of an operation {@code o} that this worker can claim now, apart from its region. */
  private static final String CLAIMABLE =
      """
      o.state = 'waiting'
               and o.not_before <= now()
               and (o.reserved_place is null or o.reserved_until <= now()
                    or o.reserved_place = (select place from workers where id = :worker))
      """;

  /**
   * The result {@code next_operation} has the id and the tenant of the operation; it is empty if no
   * operation can be claimed.
   *
   * <p>Tenants with the fewest running operations in proportion to their weight come first, then
   * those that have waited longest. Skips operations that another worker is claiming, those that
   * are reserved for another place, and the tenants that have reached their limit of running
   * operations: their own, or {@code :limit} unless it is null.
   *
   * <p>Usually one of the oldest operations belongs to a tenant without running operations, so that
   * no other tenant can precede it, whatever their weights, and no limit is reached, because each
   * is at least one: it is found without reading anything about the other tenants. Otherwise the
   * oldest operation of each tenant and region gate is read through an index. Neither cost depends
   * on the number of waiting operations, even if they wait for a region whose circuit is open.
   */
  static final String SQL =
      """
      with recursive held as (
        select region from region_circuits where state <> 'closed'),
      running as (
        select tenant_id, count(*) as operations from operations
         where state = 'running' group by tenant_id),
      shares as (
        select tenant_id, operations / claim_weight::float8 as share,
               coalesce(operations >= coalesce(max_running_operations, cast(:limit as integer)),
                 false) as is_full
          from running join tenants on tenants.id = running.tenant_id),
      oldest as (
        select id, tenant_id, region_gate, created_at from operations where state = 'waiting'
         order by created_at, id limit %1$d),
      waiting as (
        (select tenant_id, region_gate, created_at, id from operations where state = 'waiting'
          order by tenant_id, region_gate, created_at, id limit 1)
        union all
        select following.* from waiting cross join lateral (
          select tenant_id, region_gate, created_at, id from operations
           where state = 'waiting'
             and (tenant_id, region_gate) > (waiting.tenant_id, waiting.region_gate)
           order by tenant_id, region_gate, created_at, id limit 1) following),
      next_operation as (
        (select first.id, candidate.tenant_id
           from (select id, tenant_id from oldest
                  where tenant_id not in (select tenant_id from running)
                    and region_gate not in (select region from held)
                  order by created_at, id) candidate
           cross join lateral (
             select o.id from operations o
              where o.id = candidate.id and %2$s
              for update skip locked) first
          limit 1)
        union all
        (select first.id, tenant.tenant_id
           from (select tenant_id, region_gate from waiting left join shares using (tenant_id)
                  where region_gate not in (select region from held)
                    and is_full is not true
                  order by coalesce(share, 0), created_at, id) tenant
           cross join lateral (
             select o.id from operations o
              where o.tenant_id = tenant.tenant_id and o.region_gate = tenant.region_gate
                and %2$s
              order by o.created_at, o.id
              limit 1
              for update skip locked) first
          limit 1)
        limit 1)
      """
          .formatted(OLDEST, CLAIMABLE);

  private NextOperationQuery() {}
}
