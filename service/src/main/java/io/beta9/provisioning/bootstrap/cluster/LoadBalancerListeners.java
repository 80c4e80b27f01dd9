package io.beta9.provisioning.bootstrap.cluster;

/** Settings of load balancer listeners that the controller of the cluster does not apply. */
@FunctionalInterface
public interface LoadBalancerListeners {

  /**
   * Enables HTTP/2 negotiation (ALPN) on a TLS listener: clients of gRPC require it, and the
   * controller ignores the annotation for it. Does nothing if it is enabled already.
   *
   * @return whether the listener exists
   */
  boolean preferHttp2(String hostname, int port);
}
