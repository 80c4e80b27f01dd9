package io.beta9.provisioning.bootstrap.helm;

import io.beta9.provisioning.bootstrap.cluster.ApiServerFailures;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One revision of a release, as Helm keeps it in a Secret. Read directly, because that takes
 * milliseconds and a call of Helm takes seconds, and because Helm's own list does not show the
 * values of a release.
 *
 * @param changed when Helm last wrote it
 */
public record ReleaseRecord(
    String secret, int revision, String status, Instant modifiedAt, String encoded) {

  boolean isPending() {
    return status.startsWith("pending-");
  }

  boolean isDeployed() {
    return status.equals("deployed");
  }

  /** The installed chart and its values. */
  record ReleaseContent(JsonNode chart, JsonNode values) {}

  /** Returns all recorded revisions of a release, the newest first. */
  public static List<ReleaseRecord> of(ClusterAccess cluster, String namespace, String release) {
    List<Secret> secrets;
    try {
      secrets =
          cluster
              .client()
              .secrets()
              .inNamespace(namespace)
              .withLabels(Map.of("owner", "helm", "name", release))
              .list()
              .getItems();
    } catch (KubernetesClientException e) {
      throw ApiServerFailures.of(cluster, "Looking for release " + release, e);
    }
    return secrets.stream()
        .map(ReleaseRecord::of)
        .sorted(Comparator.comparingInt(ReleaseRecord::revision).reversed())
        .toList();
  }

  private static ReleaseRecord of(Secret secret) {
    Map<String, String> labels =
        Optional.ofNullable(secret.getMetadata().getLabels()).orElse(Map.of());
    return new ReleaseRecord(
        secret.getMetadata().getName(),
        Integer.parseInt(labels.getOrDefault("version", "0")),
        labels.getOrDefault("status", "unknown"),
        Optional.ofNullable(labels.get("modifiedAt"))
            .or(() -> Optional.ofNullable(labels.get("createdAt")))
            .map(seconds -> Instant.ofEpochSecond(Long.parseLong(seconds)))
            .orElseGet(() -> Instant.parse(secret.getMetadata().getCreationTimestamp())),
        Optional.ofNullable(secret.getData()).orElse(Map.of()).getOrDefault("release", ""));
  }

  /** Returns the content; empty if it was written in a format that is not known. */
  Optional<ReleaseContent> content() {
    // Helm encodes the content itself, and Kubernetes encodes the values of a Secret again.
    try (InputStream zipped =
        new GZIPInputStream(
            new ByteArrayInputStream(
                Base64.getMimeDecoder().decode(Base64.getMimeDecoder().decode(encoded))))) {
      JsonNode root = JsonMapper.shared().readTree(zipped.readAllBytes());
      return Optional.of(new ReleaseContent(root.path("chart"), root.path("config")));
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
