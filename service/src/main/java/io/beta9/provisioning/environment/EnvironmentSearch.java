package io.beta9.provisioning.environment;

import io.beta9.provisioning.access.TenantId;
import java.util.Arrays;
import java.util.stream.Collectors;
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
        "case status %s end, case when status in (%s) then null else status_since end,"
                .formatted(places(), quietStatuses())
            + " created_at desc, id"),
    NAME("name, id"),
    STATUS("status, name, id"),
    REGION("region, name, id"),
    NEWEST("created_at desc, id"),
    CHANGED("updated_at desc, id");

    private static final int IN_PROGRESS = 1;

    private final String sql;

    SearchOrder(String sql) {
      this.sql = sql;
    }

    String sql() {
      return sql;
    }

    private static String places() {
      return Arrays.stream(EnvironmentStatus.values())
          .map(status -> "when '%s' then %d".formatted(status.code(), place(status)))
          .collect(Collectors.joining(" "));
    }

    private static String quietStatuses() {
      return Arrays.stream(EnvironmentStatus.values())
          .filter(status -> place(status) > IN_PROGRESS)
          .map(status -> "'" + status.code() + "'")
          .collect(Collectors.joining(", "));
    }

    /** Returns the place in {@link #ATTENTION}; a new status does not compile without one. */
    private static int place(EnvironmentStatus status) {
      return switch (status) {
        case FAILED -> 0;
        case QUEUED, PROVISIONING, BOOTSTRAPPING, DESTROY_QUEUED, DESTROYING -> IN_PROGRESS;
        case READY -> 2;
        case DESTROYED -> 3;
      };
    }
  }
}
