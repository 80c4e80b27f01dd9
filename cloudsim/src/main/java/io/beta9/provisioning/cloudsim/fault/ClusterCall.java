package io.beta9.provisioning.cloudsim.fault;

/**
 * A call inside a cluster, which fault rules can fail like a call of AWS.
 *
 * @param service {@link #KUBERNETES} or {@link #GATEWAY}
 * @param client the product that the caller's {@code User-Agent} begins with; possibly empty
 * @param operation verb and resource of the API server, for example {@code create secrets}, {@code
 *     list pods} or {@code create pods/eviction}; method and path of the gateway
 * @param resource namespace and name of the object; empty for a collection and for the gateway
 */
public record ClusterCall(String service, String client, String operation, String resource) {
  /** The API server. */
  public static final String KUBERNETES = "kubernetes";

  /** Beta9's gateway. */
  public static final String GATEWAY = "beta9-gateway";
}
