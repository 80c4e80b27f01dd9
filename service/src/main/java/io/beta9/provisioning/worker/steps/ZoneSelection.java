package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.cloud.CloudAccount;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.worker.role.EnvironmentRecord;
import io.beta9.provisioning.worker.role.StepLog;
import java.util.List;
import java.util.Optional;

/**
 * Selects the zones of a new environment for which the customer has named none. Zones differ
 * between accounts: a name that one account can use does not exist in another, or is a zone without
 * EKS.
 */
final class ZoneSelection {
  private ZoneSelection() {}

  /**
   * Returns the model with the zones that are used, and stores it; empty if its zones do not
   * change: they were named, something may have been created in them, they are suitable, or the
   * account has too few others.
   *
   * @throws FailureException if AWS is unavailable; without the permission to list zones, those of
   *     the model are used
   */
  static Optional<InfraModel> of(
      CloudAccount account, InfraModel model, EnvironmentRecord environment, StepLog log) {
    List<String> zones = model.network().availabilityZones();
    if (!model.network().zonesByDefault()
        || environment.plannedModel().isPresent()
        || environment.hasBeenApplied()) {
      return Optional.empty();
    }
    List<String> selected = suitable(account, model).stream().limit(zones.size()).sorted().toList();
    if (selected.size() < zones.size() || selected.equals(zones.stream().sorted().toList())) {
      return Optional.empty();
    }
    InfraModel changed = model.withZones(selected);
    environment.replaceZones(changed);
    log.append("preflight", "zones: " + selected + " instead of " + zones);
    return Optional.of(changed);
  }

  private static List<String> suitable(CloudAccount account, InfraModel model) {
    try {
      return account.usableZones(model);
    } catch (FailureException e) {
      if (e.failure().kind() == FailureClass.PERMISSION) {
        return List.of();
      }
      throw e;
    }
  }
}
