package io.beta9.provisioning.connection;

import io.beta9.provisioning.apimodel.environment.ConnectionView;
import io.beta9.provisioning.apimodel.environment.ConnectionView.Alternative;
import io.beta9.provisioning.apimodel.environment.ConnectionView.DnsRecord;
import io.beta9.provisioning.apimodel.environment.ConnectionView.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps with which a user connects to Beta9, in words and commands. */
public final class ConnectionGuide {
  private ConnectionGuide() {}

  /** Returns how to connect. */
  public static ConnectionView of(Beta9Connection connection) {
    GatewayAddress address = connection.address();
    return new ConnectionView(
        connection.id().value(),
        connection.name(),
        address.tls() ? "internet" : "vpc",
        new ConnectionView.Grpc(address.host(), address.grpcPort(), address.tls()),
        address.httpUrl(),
        connection.workspaceId(),
        token(connection, connection.secretName()),
        token(connection, connection.administratorSecretName()),
        dnsRecord(connection),
        connection.configFile(),
        ConnectionStep.of(connection).stream().map(step -> describe(step, connection)).toList(),
        address.tls() ? List.of() : alternatives(connection));
  }

  private static ConnectionView.Token token(Beta9Connection connection, String secret) {
    return new ConnectionView.Token(secret, connection.region(), connection.tokenCommand(secret));
  }

  private static Step step(String description) {
    return new Step(description, List.of());
  }

  private static Step step(String description, String commands) {
    return new Step(description, commands.lines().toList());
  }

  private static @Nullable DnsRecord dnsRecord(Beta9Connection connection) {
    String domain = connection.domain();
    return domain == null ? null : new DnsRecord(domain, "CNAME", connection.loadBalancer());
  }

  /** Returns the description and the commands of a step. */
  static Step describe(ConnectionStep step, Beta9Connection connection) {
    return switch (step) {
      case CREATE_DNS_RECORD ->
          step(
              "Create the DNS record %s CNAME %s; for the apex of a zone, an alias record."
                  .formatted(connection.domain(), connection.loadBalancer()));
      case CREATE_USER_TOKEN ->
          step(
              "Create a token for users: so far there is only the administrator's, which also"
                  + " manages the workers' pools. Without this step, the administrator's is used.",
              "./provisioner env bootstrap %s --watch".formatted(connection.name()));
      case INSTALL_CLIENT -> step("Install Beta9's client and command line.", "pip install beta9");
      case WRITE_CONFIGURATION ->
          step(
              "Write the client's configuration, with AWS credentials that may read the secret "
                  + connection.secretName()
                  + ". It replaces an existing ~/.beta9/config.ini.",
              connection.configScript());
      // Only the administrator may list the pools.
      case LIST_DEPLOYMENTS ->
          step("List the deployments, to see that it works.", "beta9 deployment list");
    };
  }

  private static List<Alternative> alternatives(Beta9Connection connection) {
    return List.of(
        new Alternative(
            "From this machine, through the cluster's API server",
            List.of(
                step(
                    "Write a kubeconfig.",
                    "./provisioner env kubeconfig %1$s > %1$s.kubeconfig"
                        .formatted(connection.name())),
                step("Keep this running.", connection.portForwardCommand()),
                step(
                    "Write the client's configuration for it.",
                    connection.forwardedConfigScript()))),
        new Alternative(
            "From another network: peer its VPC with this one, or connect it by VPN",
            List.of(
                step(
                    "Route %s to the VPC of the environment, and allow TCP 1993 and 1994 to it."
                        .formatted(connection.cidr())))),
        new Alternative(
            "From the internet: with a certificate",
            List.of(
                step(
                    "Set beta9.certificate in the meta-config: managed for a certificate that is"
                        + " requested"
                        + " for you, or the ARN of one in AWS Certificate Manager in %s."
                            .formatted(connection.region())),
                step(
                    "Update the environment. The load balancer is replaced by one that is reachable"
                        + " from the internet.",
                    "./provisioner env update %s -f FILE --watch".formatted(connection.name())))));
  }
}
