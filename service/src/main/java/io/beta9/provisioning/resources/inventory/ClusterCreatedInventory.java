package io.beta9.provisioning.resources.inventory;

import io.beta9.provisioning.aws.session.AwsSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceStatus;
import software.amazon.awssdk.services.ec2.model.VolumeState;

/**
 * Lists what the cluster's controllers and node groups created and Terraform does not manage:
 * volumes, network interfaces and instances.
 */
public final class ClusterCreatedInventory implements ResourceInventory {
  /** The types that this inventory lists. */
  public static final Set<String> EC2_TYPES = Set.of("volume", "network-interface", "instance");

  private static final Set<InstanceStateName> TERMINATED =
      Set.of(InstanceStateName.TERMINATED, InstanceStateName.SHUTTING_DOWN);

  private final AwsSession session;

  public ClusterCreatedInventory(AwsSession session) {
    this.session = session;
  }

  @Override
  public List<Leftover> list(ResourceScope scope) {
    List<Leftover> found = new ArrayList<>();
    for (Filter tag : ScopeFilters.byTag(scope)) {
      volumes(tag, found);
      networkInterfaces(tag, found);
      instances(tag, found);
    }
    return found;
  }

  private void volumes(Filter tag, List<Leftover> found) {
    session
        .ec2()
        .describeVolumesPaginator(r -> r.filters(tag))
        .volumes()
        .forEach(
            volume ->
                found.add(
                    Leftover.ofEc2(
                        session,
                        "volume",
                        volume.volumeId(),
                        volume.state() == VolumeState.AVAILABLE,
                        volume.stateAsString())));
  }

  private void networkInterfaces(Filter tag, List<Leftover> found) {
    session
        .ec2()
        .describeNetworkInterfacesPaginator(r -> r.filters(tag))
        .networkInterfaces()
        .forEach(
            networkInterface ->
                found.add(
                    Leftover.ofEc2(
                        session,
                        "network-interface",
                        networkInterface.networkInterfaceId(),
                        networkInterface.status() == NetworkInterfaceStatus.AVAILABLE,
                        networkInterface.statusAsString())));
  }

  private void instances(Filter tag, List<Leftover> found) {
    session.ec2().describeInstancesPaginator(r -> r.filters(tag)).reservations().stream()
        .flatMap(reservation -> reservation.instances().stream())
        .filter(instance -> !TERMINATED.contains(instance.state().name()))
        .forEach(
            instance ->
                found.add(
                    Leftover.ofEc2(
                        session,
                        "instance",
                        instance.instanceId(),
                        false,
                        instance.state().nameAsString())));
  }
}
