package io.beta9.provisioning.apimodel.environment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to connect to the Beta9 of an environment. Contains no secret.
 *
 * @param reachableFrom {@code internet} or {@code vpc}
 * @param workspaceId the workspace of both tokens; null if only the secrets contain it
 * @param token the token for users; the administrator's as long as there is no other
 * @param administratorToken the token of the cluster's administrator, for administration only;
 *     earlier versions of the service do not return it
 * @param dnsRecord the record that has to exist; null if no domain is used
 * @param configFile the contents of {@code ~/.beta9/config.ini} of Beta9's client, with {@code
 *     TOKEN} in place of the token
 * @param steps what to do, in this order
 * @param alternatives other ways if {@link #reachableFrom} does not suffice; only one is needed
 */
public record ConnectionView(
    String environmentId,
    String name,
    String reachableFrom,
    Grpc grpc,
    String httpUrl,
    @Nullable String workspaceId,
    Token token,
    @Nullable Token administratorToken,
    @Nullable DnsRecord dnsRecord,
    String configFile,
    List<Step> steps,
    List<Alternative> alternatives) {

  /**
   * The gateway's address for Beta9's client.
   *
   * @param tls whether the client uses TLS
   */
  public record Grpc(String host, int port, boolean tls) {}

  /**
   * Where a token is.
   *
   * @param secretName the name in AWS Secrets Manager, in the environment's account and region
   * @param command prints the token
   */
  public record Token(String secretName, String region, String command) {}

  /** A record of the domain name system. */
  public record DnsRecord(String name, String type, String value) {}

  /**
   * One thing to do.
   *
   * @param commands lines for a shell; empty if it is not done in a shell
   */
  public record Step(String description, List<String> commands) {}

  /** Another way to connect. */
  public record Alternative(String description, List<Step> steps) {}
}
