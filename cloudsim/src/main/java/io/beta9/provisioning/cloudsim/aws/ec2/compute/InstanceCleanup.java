package io.beta9.provisioning.cloudsim.aws.ec2.compute;

import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.network.NetworkInterfaces;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAttachment;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceStatus;

/** Releases the resources of terminated instances. */
public final class InstanceCleanup {
  private InstanceCleanup() {}

  /**
   * Releases the resources of a terminated instance. If the condition {@code interface-left-behind}
   * applies to its node group or cluster, a CNI interface remains, as after a node failure before
   * the CNI plugin has cleaned up.
   */
  static void release(Ec2Scope scope, Instance instance) {
    Map<String, String> tags = Instances.tags(scope, instance);
    String cluster = tags.getOrDefault(NodeTags.CLUSTER, "");
    boolean keepsInterface =
        Stream.of(tags.getOrDefault(NodeTags.NODE_GROUP, ""), cluster)
            .anyMatch(
                subject ->
                    !subject.isEmpty()
                        && scope
                            .cloud()
                            .conditions()
                            .find("interface-left-behind", subject)
                            .isPresent());
    for (NetworkInterface networkInterface : NetworkInterfaces.of(scope, instance.instanceId())) {
      if (keepsInterface) {
        keepAsCniInterface(scope, instance, networkInterface);
      } else {
        NetworkInterfaces.remove(scope, networkInterface.networkInterfaceId());
      }
    }
    Volumes.removeAttachedTo(scope, instance.instanceId());
  }

  private static void keepAsCniInterface(
      Ec2Scope scope, Instance instance, NetworkInterface networkInterface) {
    String id = networkInterface.networkInterfaceId();
    scope
        .state()
        .networkInterfaces
        .put(
            id,
            networkInterface.toBuilder()
                .description("aws-K8S-" + instance.instanceId())
                .status(NetworkInterfaceStatus.AVAILABLE)
                .attachment((NetworkInterfaceAttachment) null)
                .build());
    scope.state().interfaceOwners.remove(id);
  }

  /** Returns the tags by which the CNI plugin finds a node's interfaces. */
  public static Map<String, String> interfaceTags(Instance instance, String cluster) {
    return Map.of(
        "cluster.k8s.amazonaws.com/name",
        cluster,
        "node.k8s.amazonaws.com/instance_id",
        instance.instanceId());
  }
}
