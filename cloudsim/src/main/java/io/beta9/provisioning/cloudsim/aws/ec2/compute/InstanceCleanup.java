package io.beta9.provisioning.cloudsim.aws.ec2.compute;

import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.network.NetworkInterfaces;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAttachment;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceStatus;

/** What a terminated instance gives back, and what it may leave behind. */
public final class InstanceCleanup {
  private InstanceCleanup() {}

  /**
   * Frees what a terminated instance held. Where the condition {@code interface-left-behind} holds
   * for its node group or cluster, an interface of the CNI stays, as it does when a node dies
   * before the plugin has cleaned up.
   */
  static void release(Ec2Scope scope, Instance instance) {
    Map<String, String> tags = Instances.tags(scope, instance);
    String cluster = tags.getOrDefault(NodeTags.CLUSTER, "");
    boolean leaves =
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
      if (leaves) {
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

  /** The tags by which the CNI finds a node's interfaces. */
  public static Map<String, String> interfaceTags(Instance instance, String cluster) {
    return Map.of(
        "cluster.k8s.amazonaws.com/name",
        cluster,
        "node.k8s.amazonaws.com/instance_id",
        instance.instanceId());
  }
}
