package io.beta9.provisioning.aws.preflight;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.provider.preflight.PreflightFinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Checks that the availability zones exist and are available to the account. A zone that the
 * environment already uses cannot be exchanged, so it is only a warning that it has become
 * unavailable: an update must remain possible, not least one that moves work to other zones.
 */
final class ZoneCheck implements Preflight.PreflightCheck {
  private final AwsSession session;

  ZoneCheck(AwsSession session) {
    this.session = session;
  }

  @Override
  public List<PreflightFinding> findings(InfraModel model) {
    List<String> usable = UsableZones.of(session);
    List<String> missing =
        model.network().availabilityZones().stream()
            .filter(zone -> !usable.contains(zone))
            .toList();
    if (missing.isEmpty()) {
      return List.of();
    }
    Set<String> inUse = ZonesInUse.of(session, model);
    List<String> chosen = missing.stream().filter(zone -> !inUse.contains(zone)).toList();
    List<String> lost = missing.stream().filter(inUse::contains).toList();
    List<PreflightFinding> findings = new ArrayList<>();
    if (!chosen.isEmpty()) {
      findings.add(
          PreflightFinding.blocking(
              Failure.of(FailureCode.ZONE_UNAVAILABLE)
                  .with(FailureParameter.ZONES, chosen)
                  .with(FailureParameter.OTHER_ZONES, usable)));
    }
    if (!lost.isEmpty()) {
      findings.add(
          PreflightFinding.warning(
              Failure.of(FailureCode.ZONE_LOST).with(FailureParameter.ZONES, lost)));
    }
    return findings;
  }
}
