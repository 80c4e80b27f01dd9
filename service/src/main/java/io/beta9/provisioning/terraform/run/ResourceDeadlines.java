package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.settings.DurationText;
import io.beta9.provisioning.terraform.run.TerraformEvent.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * How long a resource of a kind may be in the making or in the taking away. AWS takes minutes for
 * some, and when it takes much longer it does not come to an end at all. A change gets three times
 * as long, because AWS makes it part by part.
 *
 * @param byType Terraform's type of resource, and its deadline; a type that is not named has none
 *     but its step's
 */
public record ResourceDeadlines(Map<String, Duration> byType) {
  private static final int LONGER_FOR_CHANGES = 3;

  /** The words by which the setting names types; a type's own name will do as well. */
  private static final Map<String, String> KINDS =
      Map.of(
          "database", "aws_db_instance",
          "cluster", "aws_eks_cluster",
          "nodes", "aws_eks_node_group",
          "addon", "aws_eks_addon",
          "redis", "aws_elasticache_replication_group",
          "nat-gateway", "aws_nat_gateway");

  /** What holds where nothing is set. */
  static final ResourceDeadlines STANDARD =
      of("database=30m,cluster=30m,nodes=30m,redis=30m,addon=20m,nat-gateway=15m");

  public ResourceDeadlines {
    byType = Map.copyOf(byType);
  }

  private static ResourceDeadlines of(String text) {
    Map<String, Duration> byType = new HashMap<>();
    DurationText.parseAll(text)
        .forEach(
            (name, length) -> {
              String type = KINDS.getOrDefault(name, name);
              if (!type.startsWith("aws_")) {
                throw new IllegalArgumentException(
                    "'"
                        + name
                        + "' is no kind of resource; there are "
                        + String.join(", ", new TreeSet<>(KINDS.keySet()))
                        + " and Terraform's own types");
              }
              byType.put(type, length);
            });
    return new ResourceDeadlines(byType);
  }

  /**
   * The standard ones with those of the setting.
   *
   * @throws IllegalArgumentException which names what is wrong with it
   */
  public static ResourceDeadlines with(String setting) {
    Map<String, Duration> byType = new HashMap<>(STANDARD.byType());
    byType.putAll(of(setting).byType());
    return new ResourceDeadlines(byType);
  }

  /** A resource that takes too long. */
  public record Overdue(String address, Action action, Duration taken, Duration deadline) {
    /** For a person, as the beginning of a sentence. */
    public String words() {
      return address
          + " has been "
          + doing(action)
          + " for "
          + DurationText.words(taken)
          + ", and "
          + DurationText.words(deadline)
          + " is what it gets";
    }
  }

  /** What is being done to a resource, for a person. */
  public static String doing(Action action) {
    return switch (action) {
      case CREATE, REPLACE -> "in the making";
      case DELETE -> "being removed";
      default -> "being changed";
    };
  }

  /** The first of those in flight that takes too long. */
  public Optional<Overdue> overdue(List<ApplyProgress.InFlight> inFlight, Instant now) {
    return inFlight.stream()
        .flatMap(
            resource ->
                Optional.ofNullable(byType.get(resource.type()))
                    .map(
                        deadline ->
                            new Overdue(
                                resource.address(),
                                resource.action(),
                                Duration.between(resource.since(), now),
                                resource.action() == Action.UPDATE
                                    ? deadline.multipliedBy(LONGER_FOR_CHANGES)
                                    : deadline))
                    .stream())
        .filter(resource -> resource.taken().compareTo(resource.deadline()) > 0)
        .findFirst();
  }
}
