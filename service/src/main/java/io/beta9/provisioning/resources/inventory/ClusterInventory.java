package io.beta9.provisioning.resources.inventory;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import java.util.List;
import java.util.Set;

/** Lists the EKS cluster. Its node groups and add-ons are deleted before it or with it. */
public final class ClusterInventory implements ResourceInventory {
  private final AwsSession session;

  public ClusterInventory(AwsSession session) {
    this.session = session;
  }

  @Override
  public List<Leftover> list(ResourceScope scope) {
    String name = scope.prefix();
    return OptionalResource.emptyIfNotFound(
            Set.of("ResourceNotFoundException"),
            () -> session.eks().describeCluster(r -> r.name(name)).cluster())
        .map(
            cluster ->
                new Leftover("eks:cluster", name, cluster.arn(), false, cluster.statusAsString()))
        .stream()
        .toList();
  }
}
