package io.beta9.provisioning.bootstrap.helm;

import io.beta9.provisioning.bootstrap.cluster.ApiServerFailures;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.terraform.plan.AccountJson;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * One revision of a release, as Helm keeps it in a Secret. Read directly, because that takes
 * milliseconds and a call of Helm takes seconds, and because Helm's own list does not show the
 * values of a release.
 *
 * @param modifiedAt the newest of the Secret's creation and of the times in its labels
 * @param encoded the release, as Helm encodes it
 */
public record ReleaseRecord(
    String secret, int revision, String status, Instant modifiedAt, String encoded) {

  /** A Secret with one megabyte can contain a gigabyte; what is cut off is not valid JSON. */
  private static final int MAX_CONTENT_BYTES = 4 * 1024 * 1024;

  private static final Pattern REVISION = Pattern.compile("\\.v([0-9]{1,9})$");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}");

  boolean isPending() {
    return status.startsWith("pending-");
  }

  public boolean isDeployed() {
    return status.equals("deployed");
  }

  /** The installed chart and its values. */
  record ReleaseContent(JsonNode chart, JsonNode values) {}

  /** Returns the manifest of the objects that Helm created; empty if it cannot be read. */
  public Optional<String> manifest() {
    return decoded().map(root -> root.path("manifest").asString(""));
  }

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

  static ReleaseRecord of(Secret secret) {
    Map<String, String> labels =
        Optional.ofNullable(secret.getMetadata().getLabels()).orElse(Map.of());
    return new ReleaseRecord(
        secret.getMetadata().getName(),
        revisionOf(secret, labels),
        labels.getOrDefault("status", "unknown"),
        modifiedAt(secret, labels),
        Optional.ofNullable(secret.getData()).orElse(Map.of()).getOrDefault("release", ""));
  }

  /** Labels can be changed by anyone; the name cannot. */
  private static int revisionOf(Secret secret, Map<String, String> labels) {
    Matcher name = REVISION.matcher(secret.getMetadata().getName());
    String text = name.find() ? name.group(1) : labels.getOrDefault("version", "");
    return NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
  }

  private static Instant modifiedAt(Secret secret, Map<String, String> labels) {
    return Stream.concat(
            Stream.of("modifiedAt", "createdAt")
                .flatMap(label -> Stream.ofNullable(labels.get(label)))
                .filter(seconds -> SECONDS.matcher(seconds).matches())
                .map(seconds -> Instant.ofEpochSecond(Long.parseLong(seconds))),
            Stream.ofNullable(secret.getMetadata().getCreationTimestamp())
                .flatMap(text -> time(text).stream()))
        .max(Comparator.naturalOrder())
        .orElse(Instant.EPOCH);
  }

  /**
   * Returns when Helm last wrote this revision, as far as it shows. Each sign alone can be too old:
   * Helm 3.21 copies the label {@code modifiedAt} of the first revision to later ones, and a Secret
   * keeps its creation time when its revision is marked as superseded or failed.
   */
  Instant lastWrittenAt() {
    return decoded()
        .map(root -> root.path("info").path("last_deployed").asString(""))
        .flatMap(ReleaseRecord::time)
        .filter(deployed -> deployed.isAfter(modifiedAt))
        .orElse(modifiedAt);
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Returns the content; empty if it was written in a format that is not known. */
  Optional<ReleaseContent> content() {
    return decoded().map(root -> new ReleaseContent(root.path("chart"), root.path("config")));
  }

  private Optional<JsonNode> decoded() {
    // Helm encodes the content itself, and Kubernetes encodes the values of a Secret again.
    try (InputStream zipped =
        new GZIPInputStream(
            new ByteArrayInputStream(
                Base64.getMimeDecoder().decode(Base64.getMimeDecoder().decode(encoded))))) {
      return Optional.of(AccountJson.RELEASE.read(zipped.readNBytes(MAX_CONTENT_BYTES)));
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
