package io.beta9.provisioning.access;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tenants and the limits that apply to them. */
public final class TenantRepository {
  /** The greatest weight of a tenant; the smallest and the default is 1. */
  public static final int MAX_WEIGHT = 1_000;

  private final JdbcClient jdbc;

  public TenantRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * What applies to a tenant.
   *
   * @param maxEnvironments null if the setting of the installation applies
   * @param maxRunningOperations null if the setting of the installation applies
   */
  public record TenantLimits(
      TenantId tenant,
      @Nullable Integer maxEnvironments,
      @Nullable Integer maxRunningOperations,
      int claimWeight) {}

  /**
   * A tenant that does not change until the end of the transaction.
   *
   * @param maxEnvironments empty if the setting of the installation applies
   */
  public record LockedTenant(TenantState state, OptionalInt maxEnvironments) {}

  /**
   * Locks the tenant until the end of the transaction, so that concurrent requests of a tenant
   * count its environments one after the other.
   *
   * @throws org.springframework.dao.EmptyResultDataAccessException if there is no such tenant
   */
  public LockedTenant lock(TenantId tenant) {
    return jdbc.sql(
            "select state, max_environments from tenants where id = :tenant for no key update")
        .param("tenant", tenant.value())
        .query(
            (row, number) -> {
              Integer limit = row.getObject("max_environments", Integer.class);
              return new LockedTenant(
                  TenantState.parse(row.getString("state")),
                  limit == null ? OptionalInt.empty() : OptionalInt.of(limit));
            })
        .single();
  }

  /**
   * Sets the tenant's own limit of environments.
   *
   * @param limit null for the setting of the installation
   * @return false if there is no such tenant
   */
  public boolean setEnvironmentLimit(TenantId tenant, @Nullable Integer limit) {
    return jdbc.sql("update tenants set max_environments = :limit where id = :tenant")
            .param("limit", limit)
            .param("tenant", tenant.value())
            .update()
        == 1;
  }

  /**
   * Sets the tenant's own limit of running operations.
   *
   * @param limit at least 1; null for the setting of the installation
   * @return false if there is no such tenant
   */
  public boolean setRunningLimit(TenantId tenant, @Nullable Integer limit) {
    return jdbc.sql("update tenants set max_running_operations = :limit where id = :tenant")
            .param("limit", limit)
            .param("tenant", tenant.value())
            .update()
        == 1;
  }

  /**
   * Sets the tenant's share of the running operations in proportion to the other tenants.
   *
   * @param weight from 1 to {@value #MAX_WEIGHT}
   * @return false if there is no such tenant
   */
  public boolean setClaimWeight(TenantId tenant, int weight) {
    return jdbc.sql("update tenants set claim_weight = :weight where id = :tenant")
            .param("weight", weight)
            .param("tenant", tenant.value())
            .update()
        == 1;
  }

  /** Returns the tenants and what applies to each of them, in the order of their names. */
  public List<TenantLimits> list() {
    return jdbc.sql(
            """
            select id, max_environments, max_running_operations, claim_weight from tenants
             order by id
            """)
        .query(
            (row, number) ->
                new TenantLimits(
                    new TenantId(row.getString("id")),
                    row.getObject("max_environments", Integer.class),
                    row.getObject("max_running_operations", Integer.class),
                    row.getInt("claim_weight")))
        .list();
  }
}
