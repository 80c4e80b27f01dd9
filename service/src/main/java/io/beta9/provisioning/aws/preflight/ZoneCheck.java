package io.beta9.provisioning.aws.preflight;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.AvailabilityZoneState;

/** Checks that the availability zones exist and are available to the account. */
final class ZoneCheck implements Preflight.PreflightCheck {
  /**
   * Ids of zones in which EKS creates no control planes. Their names differ between accounts.
   *
   * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html">Amazon EKS
   *     networking requirements</a>
   */
  private static final Set<String> WITHOUT_CONTROL_PLANES =
      Set.of("use1-az3", "usw1-az2", "cac1-az3");

  private final AwsSession session;

  ZoneCheck(AwsSession session) {
    this.session = session;
  }

  @Override
  public List<PreflightFinding> findings(InfraModel model) {
    List<String> usable =
        calling(
                "Listing the availability zones",
                () -> session.ec2().describeAvailabilityZones().availabilityZones())
            .stream()
            .filter(zone -> zone.state() == AvailabilityZoneState.AVAILABLE)
            // An account that uses local zones sees them, too.
            .filter(zone -> "availability-zone".equals(zone.zoneType()))
            .filter(zone -> !WITHOUT_CONTROL_PLANES.contains(zone.zoneId()))
            .map(AvailabilityZone::zoneName)
            .sorted()
            .toList();
    List<String> missing =
        model.network().availabilityZones().stream()
            .filter(zone -> !usable.contains(zone))
            .toList();
    return missing.isEmpty()
        ? List.of()
        : List.of(
            PreflightFinding.blocking(
                Failure.of(FailureCode.ZONE_UNAVAILABLE)
                    .with(FailureParameter.ZONES, missing)
                    .with(FailureParameter.OTHER_ZONES, usable)));
  }
}
