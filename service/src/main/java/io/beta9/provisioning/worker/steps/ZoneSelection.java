package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.cloud.CloudAccount;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.worker.role.EnvironmentRecord;
import io.beta9.provisioning.worker.role.StepLog;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Selects the zones of a new environment, and those that an update adds, if the customer has named
 * none. Zones differ between accounts: a name that one account can use does not exist in another,
 * or is a zone without EKS.
 */
final class ZoneSelection {
  private ZoneSelection() {}

  /**
   * Returns the model with the zones that are used, and stores it; empty if its zones do not
   * change: they were named, something has been created in them, they are suitable, or the account
   * has too few others. Once something may have been created, only zones are exchanged that have no
   * subnets and in which none can be created.
   *
   * @throws FailureException if AWS is unavailable; without the permission to list zones, those of
   *     the model are used
   */
  static Optional<InfraModel> of(
      CloudAccount account, InfraModel model, EnvironmentRecord environment, StepLog log) {
    List<String> zones = model.network().availabilityZones();
    if (!model.network().zonesByDefault() || environment.plannedModel().isPresent()) {
      return Optional.empty();
    }
    Optional<InfraModel> changed =
        environment.hasBeenApplied() ? exchanged(account, model) : selected(account, model);
    changed.ifPresent(
        other -> {
          environment.replaceZones(other);
          log.append(
              "preflight",
              "zones: " + other.network().availabilityZones() + " instead of " + zones);
        });
    return changed;
  }

  private static Optional<InfraModel> selected(CloudAccount account, InfraModel model) {
    List<String> zones = model.network().availabilityZones();
    List<String> selected = suitable(account, model).stream().limit(zones.size()).sorted().toList();
    if (selected.size() < zones.size() || selected.equals(zones.stream().sorted().toList())) {
      return Optional.empty();
    }
    return Optional.of(model.withZones(selected));
  }

  private static Optional<InfraModel> exchanged(CloudAccount account, InfraModel model) {
    List<String> zones = model.network().availabilityZones();
    List<String> usable = suitable(account, model);
    if (usable.isEmpty() || usable.containsAll(zones)) {
      return Optional.empty();
    }
    Set<String> inUse = account.zonesInUse(model);
    List<String> kept =
        zones.stream().filter(zone -> inUse.contains(zone) || usable.contains(zone)).toList();
    List<String> others =
        usable.stream()
            .filter(zone -> !zones.contains(zone))
            .limit(zones.size() - kept.size())
            .toList();
    boolean isExchangeable =
        !inUse.isEmpty() && !others.isEmpty() && kept.size() + others.size() == zones.size();
    return isExchangeable
        ? Optional.of(
            model.withExchangedZones(Stream.concat(kept.stream(), others.stream()).toList()))
        : Optional.empty();
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
