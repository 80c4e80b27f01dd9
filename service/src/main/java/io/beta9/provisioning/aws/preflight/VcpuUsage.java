package io.beta9.provisioning.aws.preflight;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.onboarding.ResourceNaming;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceLifecycleType;

/** Counts vCPUs of On-Demand instances by quota; each family of instance types has its own. */
final class VcpuUsage {
  private final AwsSession session;

  VcpuUsage(AwsSession session) {
    this.session = session;
  }

  /**
   * The quotas of families that do not count against the standard one. Instances of another family
   * in the account would otherwise be counted as if they were of the standard ones.
   */
  private static final Map<String, String> QUOTA_BY_FAMILY =
      Map.ofEntries(
          Map.entry("g", "L-DB2E81BA"),
          Map.entry("gr", "L-DB2E81BA"),
          Map.entry("vt", "L-DB2E81BA"),
          Map.entry("p", "L-417A185B"),
          Map.entry("x", "L-7295265B"),
          Map.entry("f", "L-74FC7D96"),
          Map.entry("inf", "L-1945791B"),
          Map.entry("trn", "L-2C3B7624"),
          Map.entry("dl", "L-6E869C2A"),
          Map.entry("hpc", "L-F7808C92"),
          Map.entry("u-", "L-43DA4232"));

  private static final String STANDARD = "L-1216C47A";

  /** Returns the code of the quota of the type's family, which is named before its generation. */
  static String quota(String instanceType) {
    return QUOTA_BY_FAMILY.getOrDefault(instanceType.replaceFirst("\\d.*", ""), STANDARD);
  }

  /** Returns the vCPUs of the environment's initial nodes, by quota code. */
  Map<String, Long> needed(InfraModel model) {
    Collection<InfraModel.NodeGroup> groups = InstanceTypeCheck.groups(model).values();
    Map<String, Integer> vcpusByType =
        vcpusByType(groups.stream().map(InfraModel.NodeGroup::instanceType).toList());
    Map<String, Long> needed = new TreeMap<>();
    for (InfraModel.NodeGroup group : groups) {
      long vcpus = (long) group.desiredSize() * vcpusByType.getOrDefault(group.instanceType(), 0);
      if (vcpus > 0) {
        needed.merge(quota(group.instanceType()), vcpus, Long::sum);
      }
    }
    return needed;
  }

  /** Returns the vCPUs of running instances outside of this environment, by quota code. */
  Map<String, Long> usedByOthers(InfraModel model) {
    List<String> types =
        session
            .ec2()
            .describeInstancesPaginator(
                r -> r.filters(f -> f.name("instance-state-name").values("pending", "running")))
            .reservations()
            .stream()
            .flatMap(reservation -> reservation.instances().stream())
            .filter(instance -> instance.instanceLifecycle() != InstanceLifecycleType.SPOT)
            .filter(instance -> isForeign(instance, model.environmentId()))
            .map(Instance::instanceTypeAsString)
            .toList();
    Map<String, Integer> vcpusByType = vcpusByType(types);
    return types.stream()
        .collect(
            Collectors.groupingBy(
                VcpuUsage::quota,
                TreeMap::new,
                Collectors.summingLong(type -> vcpusByType.getOrDefault(type, 0))));
  }

  private static boolean isForeign(Instance instance, String id) {
    return instance.tags().stream()
        .noneMatch(
            tag -> tag.key().equals(ResourceNaming.ENVIRONMENT_ID_TAG) && tag.value().equals(id));
  }

  private Map<String, Integer> vcpusByType(Collection<String> types) {
    if (types.isEmpty()) {
      return Map.of();
    }
    return session
        .ec2()
        .describeInstanceTypesPaginator(
            // A filter: an unknown type in instanceTypes would fail the whole request.
            r -> r.filters(f -> f.name("instance-type").values(new TreeSet<>(types))))
        .instanceTypes()
        .stream()
        .collect(Collectors.toMap(t -> t.instanceTypeAsString(), t -> t.vCpuInfo().defaultVCpus()));
  }
}
