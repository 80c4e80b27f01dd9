package io.beta9.provisioning.cloud.aws;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.bootstrap.cluster.PublicEndpoint;
import java.util.Collection;
import java.util.Set;
import java.util.function.Consumer;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.VpcConfigRequest;

/**
 * The public endpoint of an EKS cluster. EKS keeps the blocks of addresses of an endpoint that was
 * closed.
 */
record EksPublicEndpoint(AwsSession session, String cluster) implements PublicEndpoint {

  @Override
  public Access access() {
    Cluster found =
        calling(
            "Reading the endpoint of the cluster " + cluster,
            () -> session.eks().describeCluster(r -> r.name(cluster)).cluster());
    return new Access(
        found.status() == ClusterStatus.UPDATING || found.status() == ClusterStatus.CREATING,
        found.resourcesVpcConfig().endpointPublicAccess(),
        Set.copyOf(found.resourcesVpcConfig().publicAccessCidrs()));
  }

  @Override
  public void open(Collection<String> admitted) {
    update(vpc -> vpc.endpointPublicAccess(true).publicAccessCidrs(admitted));
  }

  @Override
  public void close() {
    update(vpc -> vpc.endpointPublicAccess(false));
  }

  private void update(Consumer<VpcConfigRequest.Builder> change) {
    calling(
        "Changing the endpoint of the cluster " + cluster,
        () ->
            session
                .eks()
                .updateClusterConfig(
                    r ->
                        r.name(cluster)
                            .resourcesVpcConfig(
                                vpc -> change.accept(vpc.endpointPrivateAccess(true)))));
  }
}
