package io.beta9.provisioning.operation;

/** Whose turn it is, as SQL that other SQL begins with. */
final class NextOperationQuery {
  /**
   * {@code turn} is the operation that a worker may claim next, locked; nothing where there is
   * none.
   *
   * <p>Tenants with the least at work come first, then those that have waited longest. Of each, the
   * oldest operation behind each gate is found through an index, so that ten thousand that wait
   * cost no more than one, also where they wait for a region that is not fed. An operation that
   * another worker is claiming at this moment is passed over, and so is one that is kept for
   * another place.
   */
  static final String SQL =
      """
      with recursive waiting as (
        (select tenant_id, gate, created_at, id from operations where state = 'waiting'
          order by tenant_id, gate, created_at, id limit 1)
        union all
        select next.* from waiting cross join lateral (
          select tenant_id, gate, created_at, id from operations
           where state = 'waiting' and (tenant_id, gate) > (waiting.tenant_id, waiting.gate)
           order by tenant_id, gate, created_at, id limit 1) next),
      at_work as (
        select tenant_id, count(*) as operations from operations
         where state = 'running' group by tenant_id),
      turn as (
        select first.id
          from (select tenant_id, gate from waiting left join at_work using (tenant_id)
                 where gate not in (select region from region_circuits where state <> 'closed')
                 order by coalesce(at_work.operations, 0), created_at, id) tenant
          cross join lateral (
            select o.id from operations o
             where o.tenant_id = tenant.tenant_id and o.gate = tenant.gate
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
