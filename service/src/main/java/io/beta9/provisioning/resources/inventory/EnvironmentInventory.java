package io.beta9.provisioning.resources.inventory;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;

import io.beta9.provisioning.aws.session.AwsSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks for everything that an environment has, or has left, in its account. The tagging API alone
 * would not do: it leaves out IAM, and shows for a while what is gone. So each service is asked
 * itself, by name or by tag, and the tagging API only for what none of them knows.
 *
 * <p>A KMS key that waits for its deletion is not left: AWS deletes none at once.
 */
public final class EnvironmentInventory {
  private final AwsSession session;

  public EnvironmentInventory(AwsSession session) {
    this.session = session;
  }

  /** A part of the look. */
  @FunctionalInterface
  interface ResourceInventory {
    List<Leftover> at(ResourceScope footprint);
  }

  /** What is there, each thing once. */
  public List<Leftover> leftovers(ResourceScope footprint) {
    List<ResourceInventory> looks =
        List.of(
            new DataInventory(session),
            new PlatformInventory(session),
            new IdentityInventory(session),
            new NetworkInventory(session),
            new LoadBalancerInventory(session),
            new TaggedResourceInventory(session));
    Map<String, Leftover> found = new LinkedHashMap<>();
    for (ResourceInventory look : looks) {
      List<Leftover> part =
          calling("Looking for what is left of " + footprint.id(), () -> look.at(footprint));
      part.forEach(leftover -> found.putIfAbsent(leftover.type() + " " + leftover.id(), leftover));
    }
    return new ArrayList<>(found.values());
  }
}
