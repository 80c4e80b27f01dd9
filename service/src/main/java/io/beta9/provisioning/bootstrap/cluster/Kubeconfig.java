package io.beta9.provisioning.bootstrap.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** Renders kubeconfig files for Helm and kubectl. */
public final class Kubeconfig {
  private static final YAMLMapper YAML =
      YAMLMapper.builder().disable(YAMLWriteFeature.WRITE_DOC_START_MARKER).build();

  private Kubeconfig() {}

  /** Renders a file for one call of a program, with a token that is valid for a few minutes. */
  static String withToken(ClusterAccess.Coordinates cluster, String token) {
    return text(cluster, Map.of("token", token));
  }

  /**
   * Renders a file for operators. It contains no secret: using it requires the AWS CLI and
   * credentials of the only role that has access to the cluster.
   */
  public static String forOperators(ClusterAccess.Coordinates cluster, String roleArn) {
    Map<String, Object> exec = new LinkedHashMap<>();
    exec.put("apiVersion", "client.authentication.k8s.io/v1beta1");
    exec.put("command", "aws");
    exec.put(
        "args",
        List.of(
            "eks",
            "get-token",
            "--cluster-name",
            cluster.name(),
            "--region",
            cluster.region(),
            "--output",
            "json"));
    exec.put("interactiveMode", "IfAvailable");
    return """
    # Only this role has access to the cluster: %s
    # Create a profile of the AWS CLI for it (role_arn, and external_id if the role requires one) and
    # set AWS_PROFILE to the name of the profile.
    """
            .formatted(roleArn)
        + text(cluster, Map.of("exec", exec));
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

  /** The values come from the customer's account: a serializer quotes them. */
  private static String text(ClusterAccess.Coordinates cluster, Map<String, ?> user) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("apiVersion", "v1");
    config.put("kind", "Config");
    config.put("current-context", cluster.name());
    config.put(
        "clusters",
        List.of(
            named(
                cluster,
                "cluster",
                Map.of(
                    "server",
                    cluster.endpoint(),
                    "certificate-authority-data",
                    cluster.certificateAuthority()))));
    config.put("users", List.of(named(cluster, "user", user)));
    config.put(
        "contexts",
        List.of(
            named(cluster, "context", Map.of("cluster", cluster.name(), "user", cluster.name()))));
    return YAML.writeValueAsString(config);
  }

  private static Map<String, Object> named(
      ClusterAccess.Coordinates cluster, String kind, Map<String, ?> value) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("name", cluster.name());
    entry.put(kind, new TreeMap<>(value));
    return entry;
  }
}
