package io.beta9.provisioning.metaconfig.change;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a change interrupts. Those that remove or replace something that a running Beta9 depends on
 * have to be accepted by name; the others are only announced.
 */
public enum Consequence {
  NODE_GROUPS(true, 20, "nodes are removed with everything that runs on them"),
  SUBNETS(true, 30, "nodes, database or Redis lose their network"),
  NAT(true, 5, "nodes lose their connections to the internet"),
  ROUTES(true, 5, "nodes lose their connections to the internet or to S3"),
  SECURITY_GROUPS(true, 5, "nodes, database or Redis reject connections"),
  ROLES(true, 5, "the cluster, its nodes or Beta9 lose their permissions"),
  ADD_ONS(true, 10, "pods lose DNS, network or volumes"),
  LOAD_BALANCERS(true, 10, "Beta9 is no longer reachable at its host name"),
  DATABASE_RESTART(false, 10, "PostgreSQL restarts; with a standby for one to two minutes"),
  REDIS_FAILOVER(false, 5, "Redis closes its connections while its nodes are replaced"),
  NODE_ROLLOUT(false, 60, "nodes are replaced one after the other; what runs on them is moved"),
  KUBERNETES_UPDATE(
      false,
      90,
      "the cluster's API server is restarted, then nodes are replaced one after the other; what"
          + " runs on them is moved"),
  CONTROL_PLANE(false, 5, "the cluster's API server is restarted; pods keep running"),
  CONNECTIONS(false, 1, "open connections of nodes to the internet are closed"),
  GATEWAY_ROLLOUT(false, 2, "Beta9's gateways are replaced one after the other"),
  HOST_NAME(false, 10, "Beta9 is reachable only at the new host name, once it resolves");

  private final boolean acceptanceRequired;
  private final Duration usualDuration;
  private final String description;

  Consequence(boolean acceptanceRequired, int usualMinutes, String description) {
    this.acceptanceRequired = acceptanceRequired;
    this.usualDuration = Duration.ofMinutes(usualMinutes);
    this.description = description;
  }

  /** Returns whether an update with it is rejected unless the request names it. */
  public boolean isAcceptanceRequired() {
    return acceptanceRequired;
  }

  /** Returns how long the interruption usually lasts, at most. */
  public Duration usualDuration() {
    return usualDuration;
  }

  /** Returns what is interrupted, as a clause. */
  public String description() {
    return description;
  }

  /** Returns the name on the wire and in options, for example {@code node-groups}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the names of the consequences that can be accepted, separated by commas. */
  public static String acceptableCodes() {
    return Arrays.stream(values())
        .filter(Consequence::isAcceptanceRequired)
        .map(Consequence::code)
        .collect(Collectors.joining(", "));
  }

  /** Returns the consequence that can be accepted by this name; empty if there is none. */
  public static Optional<Consequence> acceptable(String code) {
    return Arrays.stream(values())
        .filter(Consequence::isAcceptanceRequired)
        .filter(consequence -> consequence.code().equals(code))
        .findFirst();
  }
}
