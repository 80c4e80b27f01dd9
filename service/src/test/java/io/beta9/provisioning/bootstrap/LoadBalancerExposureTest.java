package io.beta9.provisioning.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.gateway.Gateway;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadBalancerExposureTest {
  private final SimulatedCluster cluster = new SimulatedCluster();
  private final ClusterAccess access = cluster.access();
  private final WaitContexts contexts = new WaitContexts();

  @AfterEach
  void close() {
    access.close();
    cluster.close();
  }

  @Test
  void exposes_the_domain_and_enables_http2_with_a_certificate() throws Exception {
    service();
    List<String> prepared = new ArrayList<>();
    Bootstrap.ExternalEndpoint endpoint =
        new LoadBalancerExposure(
                access,
                (host, port) -> {
                  prepared.add(host + ":" + port);
                  return prepared.size() > 1;
                })
            .await(
                TestInfraModels.model(0, null, "arn:aws:acm:us-east-1:123456789012:certificate/x"),
                contexts.withDefaultTimeout());
    assertThat(endpoint.url()).isEqualTo("https://beta9.acme.example");
    assertThat(prepared).hasSize(2).containsOnly(endpoint.loadBalancer() + ":1443");
  }

  @Test
  void fails_when_the_load_balancer_is_not_created_in_time() {
    assertThatThrownBy(
            () ->
                new LoadBalancerExposure(access, (host, port) -> true)
                    .await(TestInfraModels.small(), contexts.withTimeout(Duration.ZERO)))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.LOAD_BALANCER_MISSING));
  }

  private void service() {
    access
        .client()
        .namespaces()
        .resource(
            new io.fabric8.kubernetes.api.model.NamespaceBuilder()
                .withNewMetadata()
                .withName(Gateway.NAMESPACE)
                .endMetadata()
                .build())
        .create();
    access
        .client()
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withName(LoadBalancerExposure.SERVICE)
                .withNamespace(Gateway.NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withType("LoadBalancer")
                .addToSelector("a", "b")
                .addNewPort()
                .withPort(443)
                .endPort()
                .endSpec()
                .build())
        .create();
  }
}
