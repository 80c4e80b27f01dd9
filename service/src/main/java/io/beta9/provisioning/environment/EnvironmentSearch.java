package io.beta9.provisioning.environment;

import io.beta9.provisioning.access.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Selects environments for people; null fields do not restrict.
 *
 * @param tenant null for operators, who see all tenants
 * @param text part of the name, the id, the account or the creator, in any case
 * @param withDestroyed whether destroyed environments are found when no status is given
 */
public record EnvironmentSearch(
    @Nullable TenantId tenant,
    @Nullable EnvironmentStatus status,
    boolean withDestroyed,
    @Nullable String region,
    @Nullable String text,
    SearchOrder order,
    int limit,
    int offset) {

  /** The order of what is found. */
  public enum SearchOrder {
    /** Those that failed first, then those in progress, the longest unchanged first. */
    ATTENTION(
        "case status when 'failed' then 0 when 'ready' then 2 when 'destroyed' then 3 else 1 end,"
            + " case when status in ('ready', 'destroyed') then null else status_since end,"
            + " created_at desc, id"),
    NAME("name, id"),
    STATUS("status, name, id"),
    REGION("region, name, id"),
    NEWEST("created_at desc, id"),
    CHANGED("updated_at desc, id");

    private final String sql;

    SearchOrder(String sql) {
      this.sql = sql;
    }

    String sql() {
      return sql;
    }
  }
}
