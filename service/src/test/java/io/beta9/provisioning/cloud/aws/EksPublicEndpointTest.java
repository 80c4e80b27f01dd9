package io.beta9.provisioning.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.aws.nodes.NodeJoinFixture;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.bootstrap.cluster.PublicEndpoint;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eks.model.VpcConfigResponse;

/**
 * The endpoint of a simulated cluster, changed with the permissions of the onboarding documents.
 */
class EksPublicEndpointTest {
  private static final String CLUSTER = NodeJoinFixture.CLUSTER;
  private static final String WORKER = "198.51.100.7";

  private final SimulatedAccount account = SimulatedAccount.withoutNetwork();
  private final AwsSession session =
      account.sessions().open(SimulatedAccount.TARGET, SimulatedAccount.ID);
  private final PublicEndpoint endpoint = new EksPublicEndpoint(session, CLUSTER);

  @BeforeEach
  void createCluster() {
    new NodeJoinFixture(account.owner(), 24);
  }

  @AfterEach
  void close() {
    account.close();
  }

  /** Returns the configuration as the owner of the account reads it. */
  private VpcConfigResponse configured() {
    return account
        .owner()
        .eks()
        .describeCluster(r -> r.name(CLUSTER))
        .cluster()
        .resourcesVpcConfig();
  }

  @Test
  void is_closed_to_everyone_on_the_internet_and_opened_to_the_given_addresses_only() {
    endpoint.close();
    assertThat(endpoint.access().open()).isFalse();
    assertThat(configured().endpointPublicAccess()).isFalse();
    assertThat(configured().endpointPrivateAccess()).isTrue();

    endpoint.open(List.of(WORKER + "/32"));
    assertThat(endpoint.access())
        .isEqualTo(new PublicEndpoint.Access(false, true, Set.of(WORKER + "/32")));
    assertThat(configured().endpointPublicAccess()).isTrue();
    assertThat(configured().publicAccessCidrs()).containsExactly(WORKER + "/32");
  }

  @Test
  void a_change_that_eks_rejects_is_a_failure() {
    endpoint.close();

    assertThatThrownBy(endpoint::close).isInstanceOf(FailureException.class);
    assertThatThrownBy(() -> endpoint.open(List.of("10.0.0.0/8")))
        .isInstanceOf(FailureException.class);
  }
}
