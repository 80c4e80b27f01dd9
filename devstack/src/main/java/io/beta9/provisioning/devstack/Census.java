package io.beta9.provisioning.devstack;

import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * How many resources of each kind an environment has in the simulated cloud. Its nodes, and what
 * hangs on them, come and go and are left out.
 */
public record Census(Map<String, Long> kinds) {
  private static final String ENVIRONMENT = "beta9:environment-id";
  private static final Set<String> PASSING =
      Set.of("ec2:instance", "ec2:volume", "ec2:network-interface");

  public Census {
    kinds = Map.copyOf(kinds);
  }

  /** Counts what bears the environment's tag. */
  public static Census of(DemoCloud cloud, String environment) {
    Map<String, Long> kinds = new TreeMap<>();
    for (TaggedResource resource : cloud.existing()) {
      if (environment.equals(resource.tags().get(ENVIRONMENT))) {
        kinds.merge(resource.service() + ":" + resource.type(), 1L, Long::sum);
      }
    }
    kinds.keySet().removeAll(PASSING);
    return new Census(kinds);
  }

  /** One that was written before. */
  public static Census read(Path file) {
    try {
      Map<String, Long> kinds = new TreeMap<>();
      JsonMapper.shared()
          .readTree(Files.readAllBytes(file))
          .properties()
          .forEach(kind -> kinds.put(kind.getKey(), kind.getValue().asLong()));
      return new Census(kinds);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  public void write(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, JsonMapper.shared().writeValueAsString(new TreeMap<>(kinds)));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written", e);
    }
  }
}
