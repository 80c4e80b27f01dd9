package io.beta9.provisioning.bootstrap.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Renders kubeconfig files for Helm and kubectl. */
public final class Kubeconfig {
  private Kubeconfig() {}

  /** Renders a file for one call of a program, with a token that is valid for a few minutes. */
  static String withToken(ClusterAccess.Coordinates cluster, String token) {
    return text(cluster, "token: \"" + token + "\"");
  }

  /**
   * Renders a file for operators. It contains no secret: using it requires the AWS CLI and
   * credentials of the only role that has access to the cluster.
   */
  public static String forOperators(ClusterAccess.Coordinates cluster, String roleArn) {
    return """
    # Only this role has access to the cluster: %s
    # Create a profile of the AWS CLI for it (role_arn, and external_id if the role requires one) and
    # set AWS_PROFILE to the name of the profile.
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

  /** Writes a new file that only its owner can read, from its creation on. */
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
