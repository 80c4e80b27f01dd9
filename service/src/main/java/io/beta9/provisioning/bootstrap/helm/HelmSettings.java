package io.beta9.provisioning.bootstrap.helm;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Locations of helm-runner and the charts.
 *
 * @param runner the jar of helm-runner
 * @param java the Java executable that runs it
 * @param charts the directory that contains {@code beta9} and {@code baseline}
 */
public record HelmSettings(Path runner, Path java, Path charts) {
  private static final List<String> CHARTS = List.of("beta9", "baseline");

  /** Returns a file that calls of Helm need and that does not exist or cannot be read, if any. */
  public Optional<Path> missing() {
    return missingTool()
        .or(
            () ->
                CHARTS.stream()
                    .map(chart -> charts.resolve(chart).resolve("Chart.yaml"))
                    .filter(file -> !isReadable(file))
                    .findFirst());
  }

  /** Does the same for what every call needs. */
  Optional<Path> missingTool() {
    if (!Files.isExecutable(java)) {
      return Optional.of(java);
    }
    return isReadable(runner) ? Optional.empty() : Optional.of(runner);
  }

  private static boolean isReadable(Path file) {
    return Files.isRegularFile(file) && Files.isReadable(file);
  }
}
