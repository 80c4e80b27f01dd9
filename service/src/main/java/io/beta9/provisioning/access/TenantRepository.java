package io.beta9.provisioning.access;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tenants and the limits that apply to them. */
public final class TenantRepository {
  private final JdbcClient jdbc;

  public TenantRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Locks the tenant until the end of the transaction and returns its own limit of environments, so
   * that concurrent requests of a tenant count its environments one after the other.
   *
   * @return empty if the setting of the installation applies
   * @throws org.springframework.dao.EmptyResultDataAccessException if there is no such tenant
   */
  public OptionalInt lockEnvironmentLimit(TenantId tenant) {
    int limit =
        jdbc.sql(
                """
                select coalesce(max_environments, -1) from tenants
                 where id = :tenant for no key update
                """)
            .param("tenant", tenant.value())
            .query(Integer.class)
            .single();
    return limit < 0 ? OptionalInt.empty() : OptionalInt.of(limit);
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
}
