package io.beta9.provisioning.bootstrap.cluster;

import io.beta9.provisioning.aws.session.AwsFailures;
import java.util.List;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Listener;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;

/** Settings of load balancer listeners that the controller of EKS does not apply. */
@FunctionalInterface
public interface LoadBalancerListeners {

  /**
   * Enables HTTP/2 negotiation (ALPN) on a TLS listener: clients of gRPC require it, and the
   * controller of EKS ignores the annotation for it. Does nothing if it is enabled already.
   *
   * @return whether the listener exists
   */
  boolean preferHttp2(String hostname, int port);

  /** Returns an implementation that calls AWS. */
  static LoadBalancerListeners of(ElasticLoadBalancingV2Client elb) {
    return (hostname, port) ->
        AwsFailures.calling(
            "Preparing the load balancer for gRPC",
            () ->
                elb.describeLoadBalancersPaginator().loadBalancers().stream()
                    .filter(balancer -> hostname.equalsIgnoreCase(balancer.dnsName()))
                    .findFirst()
                    .map(LoadBalancer::loadBalancerArn)
                    .flatMap(
                        arn ->
                            elb
                                .describeListenersPaginator(request -> request.loadBalancerArn(arn))
                                .listeners()
                                .stream()
                                .filter(listener -> listener.port() == port)
                                .findFirst())
                    .map(listener -> setAlpnPolicy(elb, listener))
                    .orElse(false));
  }

  private static boolean setAlpnPolicy(ElasticLoadBalancingV2Client elb, Listener listener) {
    List<String> required = List.of("HTTP2Preferred");
    if (!required.equals(listener.alpnPolicy())) {
      elb.modifyListener(
          request -> request.listenerArn(listener.listenerArn()).alpnPolicy(required));
    }
    return true;
  }
}
