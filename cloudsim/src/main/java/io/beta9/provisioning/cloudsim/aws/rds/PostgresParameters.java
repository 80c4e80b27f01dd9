package io.beta9.provisioning.cloudsim.aws.rds;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.rds.model.ApplyMethod;
import software.amazon.awssdk.services.rds.model.Parameter;

/** Commonly changed PostgreSQL parameters with the defaults of RDS. */
final class PostgresParameters {
  private static final Map<String, Parameter> KNOWN = new TreeMap<>();

  static {
    addDynamic("rds.force_ssl", "1", "boolean", "0,1");
    addDynamic("log_min_duration_statement", "-1", "integer", "-1-2147483647");
    addDynamic("log_statement", "none", "string", "none,ddl,mod,all");
    addDynamic("log_connections", "0", "boolean", "0,1");
    addDynamic("log_disconnections", "0", "boolean", "0,1");
    addDynamic("log_lock_waits", "0", "boolean", "0,1");
    addDynamic("log_temp_files", "-1", "integer", "-1-2147483647");
    addDynamic("work_mem", "4096", "integer", "64-2147483647");
    addDynamic("maintenance_work_mem", "65536", "integer", "1024-2147483647");
    addDynamic("statement_timeout", "0", "integer", "0-2147483647");
    addDynamic("idle_in_transaction_session_timeout", "86400000", "integer", "0-2147483647");
    addDynamic("random_page_cost", "4", "float", "0-1.79769e+308");
    addDynamic("autovacuum_vacuum_scale_factor", "0.1", "float", "0-100");
    addDynamic("timezone", "UTC", "string", "");
    addDynamic("rds.log_retention_period", "4320", "integer", "1440-10080");
    addStatic(
        "max_connections", "LEAST({DBInstanceClassMemory/9531392},5000)", "integer", "6-8388607");
    addStatic("shared_buffers", "{DBInstanceClassMemory/32768}", "integer", "16-1073741823");
    addStatic("shared_preload_libraries", "pg_stat_statements", "list", "");
    addStatic("cron.database_name", "postgres", "string", "");
    addStatic("cron.max_running_jobs", "5", "integer", "0-5000");
    addStatic("rds.logical_replication", "0", "boolean", "0,1");
    addStatic("max_wal_senders", "20", "integer", "5-65535");
    addStatic("max_worker_processes", "GREATEST(${DBInstanceVCPU*2},8)", "integer", "0-262143");
    addStatic("huge_pages", "on", "string", "on,off");
  }

  private PostgresParameters() {}

  private static void addDynamic(String name, String value, String type, String allowed) {
    add(name, value, type, allowed, "dynamic");
  }

  private static void addStatic(String name, String value, String type, String allowed) {
    add(name, value, type, allowed, "static");
  }

  private static void add(
      String name, String value, String type, String allowed, String applyType) {
    KNOWN.put(
        name,
        Parameter.builder()
            .parameterName(name)
            .parameterValue(value)
            .source("system")
            .applyType(applyType)
            .dataType(type)
            .allowedValues(allowed.isEmpty() ? null : allowed)
            .isModifiable(true)
            .applyMethod(ApplyMethod.PENDING_REBOOT)
            .build());
  }

  static List<Parameter> all() {
    return List.copyOf(KNOWN.values());
  }

  /**
   * Returns a known parameter with its changed value, or throws an error if the change is invalid.
   */
  static Parameter changed(Parameter requested) {
    Parameter known = KNOWN.get(requested.parameterName());
    if (known == null) {
      throw RdsErrors.invalidValue(
          "Could not find parameter with name: " + requested.parameterName());
    }
    if (known.applyType().equals("static") && requested.applyMethod() == ApplyMethod.IMMEDIATE) {
      throw RdsErrors.invalidCombination(
          "cannot use immediate apply method for static parameter: " + requested.parameterName());
    }
    List<String> choices =
        known.allowedValues() == null ? List.of() : List.of(known.allowedValues().split(",", -1));
    if (choices.size() > 1 && !choices.contains(requested.parameterValue())) {
      throw RdsErrors.invalidValue(
          "Invalid parameter value: "
              + requested.parameterValue()
              + " for: "
              + requested.parameterName()
              + " allowed values are: "
              + known.allowedValues());
    }
    return known.toBuilder()
        .parameterValue(requested.parameterValue())
        .source("user")
        .applyMethod(
            requested.applyMethod() == null ? ApplyMethod.PENDING_REBOOT : requested.applyMethod())
        .build();
  }
}
