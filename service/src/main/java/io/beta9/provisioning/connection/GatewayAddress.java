package io.beta9.provisioning.connection;

import io.beta9.provisioning.metaconfig.model.InfraModel;

/**
 * Where clients reach Beta9's gateway. The chart {@code beta9} has the same ports.
 *
 * <p>Beta9's client uses TLS exactly for addresses that end in 443, which is why gRPC has the port
 * 1443 with a certificate.
 *
 * @param host the domain with a certificate, otherwise the name of the internal load balancer
 * @param tls whether the load balancer terminates TLS and is reachable from the internet
 */
public record GatewayAddress(String host, boolean tls) {
  private static final int GRPC = 1993;
  private static final int GRPC_WITH_TLS = 1443;
  private static final int HTTP = 1994;

  /**
   * Returns the address.
   *
   * @param loadBalancer the name of the load balancer
   */
  public static GatewayAddress of(InfraModel model, String loadBalancer) {
    return model.beta9().hasCertificate()
        ? new GatewayAddress(model.beta9().domain(), true)
        : new GatewayAddress(loadBalancer, false);
  }

  /** Returns the port for gRPC. */
  public int grpcPort() {
    return tls ? GRPC_WITH_TLS : GRPC;
  }

  /** Returns the base URL for HTTP. */
  public String httpUrl() {
    return tls ? "https://" + host : "http://" + host + ":" + HTTP;
  }

  /** Returns the address through a port-forward of kubectl on the user's machine. */
  static GatewayAddress forwarded() {
    return new GatewayAddress("localhost", false);
  }

  /** Returns the ports of a port-forward to the gateway's Service, as kubectl takes them. */
  static String forwardedPorts() {
    return GRPC + ":" + GRPC + " " + HTTP + ":" + HTTP;
  }
}
