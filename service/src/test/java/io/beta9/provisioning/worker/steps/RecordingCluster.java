package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.bootstrap.Bootstrap;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ClusterAddOns;
import io.beta9.provisioning.bootstrap.cluster.LoadBalancerListeners;
import io.beta9.provisioning.bootstrap.cluster.NodeGroupHealth;
import io.beta9.provisioning.bootstrap.cluster.PublicEndpoint;
import io.beta9.provisioning.cloud.CloudCluster;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** A cluster in which a {@link RecordingBootstrap} works. */
record RecordingCluster(
    RecordingBootstrap bootstrap, boolean hasEndpoint, PublicEndpoint publicEndpoint)
    implements CloudCluster {
  static final NodeGroupHealth HEALTH = pool -> List.of();
  static final ClusterAddOns ADD_ONS =
      new ClusterAddOns() {
        @Override
        public boolean reinstall(String addOn) {
          throw new UnsupportedOperationException("these steps reinstall nothing themselves");
        }

        @Override
        public String status(String addOn) {
          throw new UnsupportedOperationException("these steps read no status");
        }
      };
  static final LoadBalancerListeners LISTENERS = (hostname, port) -> true;

  private static final PublicEndpoint UNUSED =
      new PublicEndpoint() {
        @Override
        public Access access() {
          throw new UnsupportedOperationException("these steps leave the endpoint as it is");
        }

        @Override
        public void open(Collection<String> admitted) {
          throw new UnsupportedOperationException("these steps leave the endpoint as it is");
        }

        @Override
        public void close() {
          throw new UnsupportedOperationException("these steps leave the endpoint as it is");
        }
      };

  RecordingCluster(RecordingBootstrap bootstrap, boolean hasEndpoint) {
    this(bootstrap, hasEndpoint, UNUSED);
  }

  @Override
  public ClusterAccess.Coordinates coordinates() {
    return new ClusterAccess.Coordinates(
        SimulatedAccount.model().resourcePrefix(),
        SimulatedAccount.REGION,
        "https://cluster.example",
        "Y2VydGlmaWNhdGU=");
  }

  @Override
  public Bootstrap connect(Bootstrap.BootstrapFactory factory, Path privateDirectory) {
    bootstrap.opened(privateDirectory);
    return bootstrap;
  }

  @Override
  public List<String> problems() {
    return List.of();
  }

  @Override
  public ClusterAddOns addOns() {
    return ADD_ONS;
  }

  @Override
  public NodeGroupHealth nodeGroupHealth() {
    return HEALTH;
  }

  @Override
  public LoadBalancerListeners loadBalancerListeners() {
    return LISTENERS;
  }
}
