package io.beta9.provisioning.aws.preflight;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.AvailabilityZoneState;

/** The availability zones of a region in which an environment can be created. */
public final class UsableZones {
  /**
   * Ids of zones in which EKS creates no control planes. Their names differ between accounts.
   *
   * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html">Amazon EKS
   *     networking requirements</a>
   */
  private static final Set<String> WITHOUT_CONTROL_PLANES =
      Set.of("use1-az3", "usw1-az2", "cac1-az3");

  /** A zone about which AWS only informs can be used. */
  private static final Set<AvailabilityZoneState> AVAILABLE =
      Set.of(AvailabilityZoneState.AVAILABLE, AvailabilityZoneState.INFORMATION);

  private UsableZones() {}

  /**
   * Returns their names, in order.
   *
   * @throws io.beta9.provisioning.failure.FailureException if AWS rejects the call
   */
  public static List<String> of(AwsSession session) {
    return calling(
            "Listing the availability zones",
            () -> session.ec2().describeAvailabilityZones().availabilityZones())
        .stream()
        .filter(zone -> AVAILABLE.contains(zone.state()))
        // An account that has opted in to local zones sees them, too.
        .filter(zone -> "availability-zone".equals(zone.zoneType()))
        .filter(zone -> !WITHOUT_CONTROL_PLANES.contains(zone.zoneId()))
        .map(AvailabilityZone::zoneName)
        .sorted()
        .toList();
  }

  /**
   * Returns them with the most suitable ones first: those that offer the instance types of all node
   * groups before others, then those of the model.
   *
   * @throws io.beta9.provisioning.failure.FailureException if AWS rejects a call
   */
  public static List<String> bySuitability(AwsSession session, InfraModel model) {
    Map<String, Integer> offers = new InstanceTypeCheck(session).offersByZone(model);
    return of(session).stream()
        .sorted(
            Comparator.comparing((String zone) -> -offers.getOrDefault(zone, 0))
                .thenComparing(zone -> !model.network().availabilityZones().contains(zone))
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  /** Returns those of the given zones that are usable, in order. */
  static List<String> among(Collection<String> zones, AwsSession session) {
    return zones.isEmpty() ? List.of() : of(session).stream().filter(zones::contains).toList();
  }
}
