package io.beta9.provisioning.aws;

import static io.beta9.provisioning.aws.AwsFailures.calling;

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
public final class Inventory {
  private final AwsSession session;

  public Inventory(AwsSession session) {
    this.session = session;
  }

  /** A part of the look. */
  @FunctionalInterface
  interface Look {
    List<Leftover> at(Footprint footprint);
  }

  /** What is there, each thing once. */
  public List<Leftover> leftovers(Footprint footprint) {
    List<Look> looks =
        List.of(
            new DataLook(session),
            new PlatformLook(session),
            new IdentityLook(session),
            new Ec2Look(session),
            new LoadBalancerLook(session),
            new TaggingLook(session));
    Map<String, Leftover> found = new LinkedHashMap<>();
    for (Look look : looks) {
      List<Leftover> part =
          calling("Looking for what is left of " + footprint.id(), () -> look.at(footprint));
      part.forEach(leftover -> found.putIfAbsent(leftover.type() + " " + leftover.id(), leftover));
    }
    return new ArrayList<>(found.values());
  }
}
