package io.beta9.provisioning.bootstrap.cluster;

import io.beta9.provisioning.aws.session.AwsFailures;
import java.util.List;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Listener;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;

/** What EKS' own controller leaves undone at a load balancer's listeners. */
@FunctionalInterface
public interface LoadBalancerListeners {

  /**
   * Lets a TLS listener agree on HTTP/2 with its clients: gRPC's insist on it, and EKS' controller
   * does not read the annotation that asks for it. Changes nothing where it is so already.
   *
   * @return whether there is such a listener yet
   */
  boolean preferHttp2(String hostname, int port);

  /** Asks AWS. */
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
    List<String> wanted = List.of("HTTP2Preferred");
    if (!wanted.equals(listener.alpnPolicy())) {
      elb.modifyListener(request -> request.listenerArn(listener.listenerArn()).alpnPolicy(wanted));
    }
    return true;
  }
}
