package io.beta9.provisioning.cloudsim.aws.elasticache;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.elasticache.model.ChangeType;
import software.amazon.awssdk.services.elasticache.model.Parameter;
import software.amazon.awssdk.services.elasticache.model.ParameterNameValue;

/** Commonly changed cache parameters with the defaults of ElastiCache. */
final class CacheParameters {
  static final String CLUSTER_ENABLED = "cluster-enabled";
  private static final Map<String, Parameter> KNOWN = new TreeMap<>();

  static {
    add("activedefrag", "no", "string", "yes,no");
    add("activerehashing", "yes", "string", "yes,no");
    add("appendonly", "no", "string", "yes,no");
    add("close-on-slave-write", "yes", "string", "yes,no");
    add(CLUSTER_ENABLED, "no", "string", "yes,no");
    add("databases", "16", "integer", "1-1200000");
    add("hash-max-listpack-entries", "512", "integer", "0-");
    add("lazyfree-lazy-eviction", "yes", "string", "yes,no");
    add("lfu-decay-time", "1", "integer", "0-");
    add(
        "maxmemory-policy",
        "volatile-lru",
        "string",
        "volatile-lru,allkeys-lru,volatile-lfu,allkeys-lfu,volatile-random,allkeys-random,"
            + "volatile-ttl,noeviction");
    add("maxmemory-samples", "3", "integer", "1-");
    add("notify-keyspace-events", "", "string", "");
    add("repl-backlog-size", "1048576", "integer", "16384-");
    add("reserved-memory-percent", "25", "integer", "0-100");
    add("slowlog-log-slower-than", "10000", "integer", "-1-");
    add("slowlog-max-len", "128", "integer", "0-");
    add("tcp-keepalive", "300", "integer", "0-");
    add("timeout", "0", "integer", "0,20-");
  }

  private CacheParameters() {}

  private static void add(String name, String value, String type, String allowed) {
    boolean reboot = name.equals(CLUSTER_ENABLED) || name.equals("databases");
    KNOWN.put(
        name,
        Parameter.builder()
            .parameterName(name)
            .parameterValue(value)
            .source("system")
            .dataType(type)
            .allowedValues(allowed.isEmpty() ? null : allowed)
            .isModifiable(true)
            .minimumEngineVersion("6.0.0")
            .changeType(reboot ? ChangeType.REQUIRES_REBOOT : ChangeType.IMMEDIATE)
            .build());
  }

  /** Returns all parameters with the values that a group has changed. */
  static List<Parameter> with(Map<String, String> changed) {
    return KNOWN.values().stream()
        .map(
            known ->
                changed.containsKey(known.parameterName())
                    ? known.toBuilder()
                        .parameterValue(changed.get(known.parameterName()))
                        .source("user")
                        .build()
                    : known)
        .toList();
  }

  static void check(ParameterNameValue requested) {
    Parameter known = KNOWN.get(requested.parameterName());
    if (known == null) {
      throw CacheErrors.invalidValue("Invalid parameter: " + requested.parameterName());
    }
    String allowed = known.allowedValues();
    if (known.dataType().equals("string")
        && allowed != null
        && !List.of(allowed.split(",", -1)).contains(requested.parameterValue())) {
      throw CacheErrors.invalidValue(
          "Invalid parameter value: "
              + requested.parameterValue()
              + " for: "
              + requested.parameterName()
              + " allowed values are: "
              + allowed);
    }
  }
}
