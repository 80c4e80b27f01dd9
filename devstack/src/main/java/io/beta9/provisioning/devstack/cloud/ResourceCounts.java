package io.beta9.provisioning.devstack.cloud;

import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.onboarding.ResourceNaming;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * Number of resources of each type that an environment has in the simulated cloud. Nodes and the
 * resources attached to them are excluded because their number changes during normal operation.
 *
 * @param byType the count by {@code service:type}, for example {@code ec2:subnet}
 */
public record ResourceCounts(Map<String, Long> byType) {
  private static final String ENVIRONMENT_TAG = ResourceNaming.ENVIRONMENT_ID_TAG;
  private static final Set<String> TRANSIENT_TYPES =
      Set.of("ec2:instance", "ec2:volume", "ec2:network-interface");

  public ResourceCounts {
    byType = Map.copyOf(byType);
  }

  /** Counts the resources that carry the environment's tag. */
  public static ResourceCounts of(DemoCloud cloud, String environmentId) {
    Map<String, Long> counts = new TreeMap<>();
    for (TaggedResource resource : cloud.existingResources()) {
      if (environmentId.equals(resource.tags().get(ENVIRONMENT_TAG))) {
        counts.merge(resource.service() + ":" + resource.type(), 1L, Long::sum);
      }
    }
    counts.keySet().removeAll(TRANSIENT_TYPES);
    return new ResourceCounts(counts);
  }

  /**
   * Reads counts written by {@link #write}.
   *
   * @throws UncheckedIOException if the file cannot be read
   */
  public static ResourceCounts read(Path file) {
    try {
      Map<String, Long> counts = new TreeMap<>();
      JsonMapper.shared()
          .readTree(Files.readAllBytes(file))
          .properties()
          .forEach(count -> counts.put(count.getKey(), count.getValue().asLong()));
      return new ResourceCounts(counts);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  /**
   * Writes the counts as a JSON object.
   *
   * @throws UncheckedIOException if the file cannot be written
   */
  public void write(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, JsonMapper.shared().writeValueAsString(new TreeMap<>(byType)));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written", e);
    }
  }
}
