package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.bootstrap.cluster.ApiServerFailures;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ClusterProgress;
import io.beta9.provisioning.bootstrap.cluster.InstalledReleases;
import io.beta9.provisioning.bootstrap.cluster.LoadBalancerListeners;
import io.beta9.provisioning.bootstrap.cluster.Notification;
import io.beta9.provisioning.bootstrap.cluster.NotifyingHandler;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.connection.GatewayAddress;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/** Waits for the load balancer that exposes Beta9 outside its cluster. */
public final class LoadBalancerExposure {
  static final String SERVICE = "beta9-gateway-external";

  private final ClusterAccess cluster;
  private final LoadBalancerListeners listeners;

  public LoadBalancerExposure(ClusterAccess cluster, LoadBalancerListeners listeners) {
    this.cluster = cluster;
    this.listeners = listeners;
  }

  /** Waits until AWS has created the load balancer. */
  public Bootstrap.ExternalEndpoint await(InfraModel model, WaitContext context)
      throws InterruptedException {
    context.report(new ClusterProgress.LoadBalancerPending());
    String host = awaitHost(context);
    context.report(new ClusterProgress.LoadBalancerCreated(host));
    GatewayAddress address = GatewayAddress.of(model, host);
    if (address.tls()
        && context.await(() -> listeners.preferHttp2(host, address.grpcPort()))
            == WaitContext.WaitOutcome.TIMED_OUT) {
      throw new FailureException(
          Failure.of(FailureCode.GRPC_LISTENER_MISSING)
              .about(SERVICE)
              .with(FailureParameter.PORT, address.grpcPort())
              .with(FailureParameter.NAMESPACE, InstalledReleases.BETA9_NAMESPACE));
    }
    return new Bootstrap.ExternalEndpoint(address.httpUrl(), host);
  }

  private String awaitHost(WaitContext context) throws InterruptedException {
    Notification changes = new Notification();
    try (SharedIndexInformer<Service> services =
        cluster
            .client()
            .services()
            .inNamespace(InstalledReleases.BETA9_NAMESPACE)
            .withName(SERVICE)
            .inform(new NotifyingHandler<>(changes))) {
      WaitContext.WaitOutcome outcome = context.await(changes, () -> host(services).isPresent());
      if (outcome == WaitContext.WaitOutcome.TIMED_OUT) {
        throw new FailureException(noLoadBalancer());
      }
      return host(services).orElseThrow();
    } catch (KubernetesClientException e) {
      throw ApiServerFailures.of(cluster, "Watching Service " + SERVICE, e);
    }
  }

  private static Optional<String> host(SharedIndexInformer<Service> services) {
    return services.getStore().list().stream()
        .filter(service -> service.getStatus() != null)
        .filter(service -> service.getStatus().getLoadBalancer() != null)
        .flatMap(service -> service.getStatus().getLoadBalancer().getIngress().stream())
        .map(LoadBalancerIngress::getHostname)
        .filter(Objects::nonNull)
        .findFirst();
  }

  private Failure noLoadBalancer() {
    String reported =
        cluster
            .client()
            .v1()
            .events()
            .inNamespace(InstalledReleases.BETA9_NAMESPACE)
            .list()
            .getItems()
            .stream()
            .filter(event -> "Warning".equals(event.getType()))
            .filter(event -> SERVICE.equals(event.getInvolvedObject().getName()))
            .max(
                Comparator.comparing(
                    event -> Objects.requireNonNullElse(event.getLastTimestamp(), "")))
            .map(event -> event.getReason() + ": " + event.getMessage())
            .orElse(null);
    return Failure.of(FailureCode.LOAD_BALANCER_MISSING).with(FailureParameter.REPORTED, reported);
  }
}
