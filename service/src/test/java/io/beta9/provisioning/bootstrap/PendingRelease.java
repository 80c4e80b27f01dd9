package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Lets another process of Helm change all releases of a cluster. */
final class PendingRelease {
  private static final String PENDING = "pending-upgrade";

  private final SimulatedCluster cluster;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final List<Secret> before = new ArrayList<>();

  PendingRelease(SimulatedCluster cluster) {
    this.cluster = cluster;
  }

  /** Begins once. */
  synchronized void begin() {
    if (begun.getAndSet(true)) {
      return;
    }
    try (ClusterAccess access = cluster.access()) {
      access
          .client()
          .secrets()
          .inAnyNamespace()
          .withLabel("owner", "helm")
          .list()
          .getItems()
          .stream()
          .filter(secret -> secret.getMetadata().getLabels().get("status").equals("deployed"))
          .forEach(
              secret -> {
                before.add(secret);
                access
                    .client()
                    .secrets()
                    .inNamespace(secret.getMetadata().getNamespace())
                    .withName(secret.getMetadata().getName())
                    .edit(PendingRelease::pending);
              });
    }
  }

  /** The other process has ended. */
  synchronized void end() {
    try (ClusterAccess access = cluster.access()) {
      before.forEach(
          secret ->
              access
                  .client()
                  .secrets()
                  .inNamespace(secret.getMetadata().getNamespace())
                  .withName(secret.getMetadata().getName())
                  .edit(
                      current -> {
                        current.getMetadata().getLabels().put("status", "deployed");
                        current.setData(secret.getData());
                        return current;
                      }));
    }
    before.clear();
  }

  private static Secret pending(Secret secret) {
    secret.getMetadata().getLabels().put("status", PENDING);
    try {
      byte[] encoded = Base64.getDecoder().decode(secret.getData().get("release"));
      ObjectNode release;
      try (GZIPInputStream in =
          new GZIPInputStream(new ByteArrayInputStream(Base64.getMimeDecoder().decode(encoded)))) {
        release = (ObjectNode) JsonMapper.shared().readTree(in.readAllBytes());
      }
      ((ObjectNode) release.path("info")).put("status", PENDING);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
        out.write(JsonMapper.shared().writeValueAsBytes(release));
      }
      secret
          .getData()
          .put(
              "release",
              Base64.getEncoder().encodeToString(Base64.getEncoder().encode(bytes.toByteArray())));
      return secret;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
