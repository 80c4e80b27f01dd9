package io.beta9.provisioning.bench.api;

import io.beta9.provisioning.environment.EnvironmentQuery;
import io.beta9.provisioning.environment.EnvironmentReadSql;

/** The statements of the service as scripts for pgbench. */
final class PgbenchScripts {
  private static final String TENANT = "'" + SeedData.TENANT.value() + "'";

  private PgbenchScripts() {}

  /** Reads a random environment of the tenant with the statement of the service. */
  static String getById(SeedData data) {
    return data.pgbenchDigits()
        + oneLine(EnvironmentReadSql.FIND)
            .replaceFirst("\\?", TENANT)
            .replaceFirst("\\?", "'env_' || :digits")
        + ";\n";
  }

  /** Reads the first page of the tenant with the statement of the service. */
  static String list(int pageSize) {
    return oneLine(EnvironmentReadSql.list(new EnvironmentQuery(null, null, null, pageSize, null)))
            .replaceFirst("\\?", TENANT)
            .replaceFirst("\\?", Integer.toString(pageSize + 1))
        + ";\n";
  }

  private static String oneLine(String sql) {
    return sql.replaceAll("\\s+", " ");
  }
}
