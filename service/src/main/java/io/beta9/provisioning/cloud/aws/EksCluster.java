package io.beta9.provisioning.cloud.aws;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.bootstrap.Bootstrap;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ClusterAddOns;
import io.beta9.provisioning.bootstrap.cluster.ClusterTokens;
import io.beta9.provisioning.bootstrap.cluster.LoadBalancerListeners;
import io.beta9.provisioning.bootstrap.cluster.NodeGroupHealth;
import io.beta9.provisioning.bootstrap.cluster.PublicEndpoint;
import io.beta9.provisioning.bootstrap.diagnosis.InstallationCheck;
import io.beta9.provisioning.bootstrap.diagnosis.InstallationProblem;
import io.beta9.provisioning.cloud.CloudCluster;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import software.amazon.awssdk.services.eks.model.Cluster;

/** A cluster of EKS. Its tokens are signed with the credentials of the session. */
record EksCluster(AwsSession session, Cluster cluster) implements CloudCluster {

  @Override
  public boolean hasEndpoint() {
    return cluster.endpoint() != null;
  }

  @Override
  public ClusterAccess.Coordinates coordinates() {
    return new ClusterAccess.Coordinates(
        cluster.name(),
        session.region().id(),
        cluster.endpoint(),
        cluster.certificateAuthority().data());
  }

  @Override
  public Bootstrap connect(Bootstrap.BootstrapFactory factory, Path privateDirectory) {
    return factory.open(coordinates(), tokens(), privateDirectory);
  }

  private ClusterTokens tokens() {
    return new EksTokens(
        session.credentials(), session.region().id(), cluster.name(), Clock.systemUTC());
  }

  @Override
  public List<String> problems() {
    try (ClusterAccess access = new ClusterAccess(coordinates(), tokens(), Clock.systemUTC())) {
      return new InstallationCheck(access)
          .problems().stream().map(InstallationProblem::summary).toList();
    }
  }

  @Override
  public ClusterAddOns addOns() {
    return new EksAddOns(session.eks(), session.region().id(), cluster.name());
  }

  @Override
  public NodeGroupHealth nodeGroupHealth() {
    return new EksNodeGroupHealth(session, cluster.name());
  }

  @Override
  public PublicEndpoint publicEndpoint() {
    return new EksPublicEndpoint(session, cluster.name());
  }

  @Override
  public LoadBalancerListeners loadBalancerListeners() {
    return new ElbListeners(session.elbv2());
  }
}
