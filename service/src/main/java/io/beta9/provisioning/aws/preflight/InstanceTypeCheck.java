package io.beta9.provisioning.aws.preflight;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.provider.preflight.PreflightFinding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.ec2.model.InstanceTypeOffering;
import software.amazon.awssdk.services.ec2.model.LocationType;

/** Checks that the instance types of the node groups are offered in the zones. */
public final class InstanceTypeCheck implements Preflight.PreflightCheck {
  private final AwsSession session;

  public InstanceTypeCheck(AwsSession session) {
    this.session = session;
  }

  /** Returns the configured node groups by name. */
  static Map<String, InfraModel.NodeGroup> groups(InfraModel model) {
    Map<String, InfraModel.NodeGroup> groups = new LinkedHashMap<>();
    groups.put("system", model.systemNodes());
    groups.put("cpu", model.cpuNodes());
    InfraModel.NodeGroup gpu = model.gpuNodes();
    if (gpu != null) {
      groups.put("gpu", gpu);
    }
    return groups;
  }

  @Override
  public List<PreflightFinding> findings(InfraModel model) {
    Map<String, InfraModel.NodeGroup> groups = groups(model);
    Set<String> zones = new TreeSet<>(model.network().availabilityZones());
    Map<String, Set<String>> offered = offered(groups);
    List<PreflightFinding> findings = new ArrayList<>();
    groups.forEach(
        (name, group) -> {
          Set<String> offering = offered.getOrDefault(group.instanceType(), Set.of());
          Set<String> lacking = new TreeSet<>(zones);
          lacking.removeAll(offering);
          if (lacking.size() == zones.size()) {
            findings.add(
                PreflightFinding.blocking(
                    Failure.of(FailureCode.INSTANCE_TYPE_NOT_OFFERED, "Checking the account")
                        .with(FailureParameter.NODE_GROUP, name)
                        .with(FailureParameter.INSTANCE_TYPE, group.instanceType())
                        .with(FailureParameter.ZONES, zones)
                        .with(FailureParameter.OTHER_ZONES, UsableZones.among(offering, session))));
          } else if (!lacking.isEmpty()) {
            findings.add(
                PreflightFinding.warning(
                    Failure.of(FailureCode.INSTANCE_TYPE_NOT_OFFERED_EVERYWHERE)
                        .with(FailureParameter.NODE_GROUP, name)
                        .with(FailureParameter.INSTANCE_TYPE, group.instanceType())
                        .with(FailureParameter.ZONES, lacking)));
          }
        });
    return findings;
  }

  /**
   * Returns the zones of the environment that offer the instance type of each node group, by its
   * name; without the groups whose type is offered in none of them.
   */
  public Map<String, List<String>> zonesOfGroups(InfraModel model) {
    Map<String, InfraModel.NodeGroup> groups = groups(model);
    Map<String, Set<String>> offered = offered(groups);
    Map<String, List<String>> zones = new LinkedHashMap<>();
    groups.forEach(
        (name, group) -> {
          Set<String> offering = offered.getOrDefault(group.instanceType(), Set.of());
          List<String> usable =
              model.network().availabilityZones().stream().filter(offering::contains).toList();
          if (!usable.isEmpty()) {
            zones.put(name, usable);
          }
        });
    return zones;
  }

  /** Returns the number of instance types of the model that each zone of the region offers. */
  Map<String, Integer> offersByZone(InfraModel model) {
    Map<String, Integer> offers = new HashMap<>();
    offered(groups(model))
        .values()
        .forEach(zones -> zones.forEach(zone -> offers.merge(zone, 1, Integer::sum)));
    return offers;
  }

  /** Returns the zones of the region that offer each type. */
  private Map<String, Set<String>> offered(Map<String, InfraModel.NodeGroup> groups) {
    Set<String> types = new TreeSet<>();
    groups.values().forEach(group -> types.add(group.instanceType()));
    List<InstanceTypeOffering> offerings =
        calling(
            "Listing the instance types that are offered",
            () ->
                session
                    .ec2()
                    .describeInstanceTypeOfferingsPaginator(
                        r ->
                            r.locationType(LocationType.AVAILABILITY_ZONE)
                                .filters(f -> f.name("instance-type").values(types)))
                    .instanceTypeOfferings()
                    .stream()
                    .toList());
    Map<String, Set<String>> byType = new LinkedHashMap<>();
    for (InstanceTypeOffering offering : offerings) {
      byType
          .computeIfAbsent(offering.instanceTypeAsString(), type -> new TreeSet<>())
          .add(offering.location());
    }
    return byType;
  }
}
