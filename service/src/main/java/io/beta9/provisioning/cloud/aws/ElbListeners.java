package io.beta9.provisioning.cloud.aws;

import io.beta9.provisioning.aws.session.AwsFailures;
import io.beta9.provisioning.bootstrap.cluster.LoadBalancerListeners;
import java.util.List;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Listener;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;

/** The listeners of the load balancers in an account, which the controller of EKS creates. */
public record ElbListeners(ElasticLoadBalancingV2Client elb) implements LoadBalancerListeners {

  @Override
  public boolean preferHttp2(String hostname, int port) {
    return AwsFailures.calling(
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
                .map(this::setAlpnPolicy)
                .orElse(false));
  }

  private boolean setAlpnPolicy(Listener listener) {
    List<String> required = List.of("HTTP2Preferred");
    if (!required.equals(listener.alpnPolicy())) {
      elb.modifyListener(
          request -> request.listenerArn(listener.listenerArn()).alpnPolicy(required));
    }
    return true;
  }
}
