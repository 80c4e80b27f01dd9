package io.beta9.provisioning.operation;

/** Common table expression that selects and locks the next claimable operation, if any. */
final class NextOperationQuery {
  /**
   * The result {@code next_operation} is empty if no operation can be claimed.
   *
   * <p>Tenants with the fewest running operations come first, then those that have waited longest.
   * The oldest operation of each tenant and region gate is found through an index, so that the cost
   * does not depend on the number of waiting operations, even if they wait for a region whose
   * circuit is open. Skips operations that another worker is claiming, and those that are reserved
   * for another place.
   */
  static final String SQL =
      """
      with recursive waiting as (
        (select tenant_id, region_gate, created_at, id from operations where state = 'waiting'
          order by tenant_id, region_gate, created_at, id limit 1)
        union all
        select following.* from waiting cross join lateral (
          select tenant_id, region_gate, created_at, id from operations
           where state = 'waiting'
             and (tenant_id, region_gate) > (waiting.tenant_id, waiting.region_gate)
           order by tenant_id, region_gate, created_at, id limit 1) following),
      running as (
        select tenant_id, count(*) as operations from operations
         where state = 'running' group by tenant_id),
      next_operation as (
        select first.id
          from (select tenant_id, region_gate from waiting left join running using (tenant_id)
                 where region_gate not in
                         (select region from region_circuits where state <> 'closed')
                 order by coalesce(running.operations, 0), created_at, id) tenant
          cross join lateral (
            select o.id from operations o
             where o.tenant_id = tenant.tenant_id and o.region_gate = tenant.region_gate
               and o.state = 'waiting'
               and o.not_before <= now()
               and (o.reserved_place is null or o.reserved_until <= now()
                    or o.reserved_place = (select place from workers where id = :worker))
             order by o.created_at, o.id
             limit 1
             for update skip locked) first
         limit 1)
      """;

  private NextOperationQuery() {}
}
