package io.beta9.provisioning.bootstrap.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The file that tells Helm and kubectl where a cluster is, and who asks. */
public final class Kubeconfig {
  private Kubeconfig() {}

  /** For one call of a program: with a token in it that lasts a few minutes. */
  static String withToken(ClusterAccess.Coordinates cluster, String token) {
    return text(cluster, "token: \"" + token + "\"");
  }

  /**
   * For a person: whoever uses it needs the AWS CLI and credentials of the only role that the
   * cluster knows. There is no secret in it.
   */
  public static String forOperators(ClusterAccess.Coordinates cluster, String roleArn) {
    return """
    # The cluster knows this role only: %s
    # Make a profile of the AWS CLI with it (role_arn, and external_id where the role asks for one),
    # and name the profile in AWS_PROFILE.
    """
            .formatted(roleArn)
        + text(
            cluster,
            """
            exec:
              apiVersion: client.authentication.k8s.io/v1beta1
              command: aws
              args: [eks, get-token, --cluster-name, "%s", --region, "%s", --output, json]
              interactiveMode: IfAvailable
            """
                .formatted(cluster.name(), cluster.region())
                .stripTrailing());
  }

  /** Writes a file that nobody else may read, not even for a moment. */
  public static Path write(Path file, String text) throws IOException {
    try (var channel =
            Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rw-------")));
        OutputStream out = java.nio.channels.Channels.newOutputStream(channel)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  private static String text(ClusterAccess.Coordinates cluster, String user) {
    return """
    apiVersion: v1
    kind: Config
    current-context: "%1$s"
    clusters:
    - name: "%1$s"
      cluster:
        server: "%2$s"
        certificate-authority-data: "%3$s"
    users:
    - name: "%1$s"
      user:
    %4$s
    contexts:
    - name: "%1$s"
      context:
        cluster: "%1$s"
        user: "%1$s"
    """
        .formatted(
            cluster.name(),
            cluster.endpoint(),
            cluster.certificateAuthority(),
            user.indent(4).stripTrailing());
  }
}
