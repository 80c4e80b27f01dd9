package io.beta9.provisioning.bootstrap.helm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Locations of helm-runner and the charts.
 *
 * @param runner the jar of helm-runner
 * @param aotCache its AOT cache; ignored if it does not exist
 * @param java the Java executable that runs it
 * @param charts the directory that contains {@code beta9} and {@code baseline}
 */
public record HelmSettings(Path runner, @Nullable Path aotCache, Path java, Path charts) {
  private static final Logger log = LoggerFactory.getLogger(HelmSettings.class);

  /**
   * A cache of JDK 25 may otherwise contain code for the CPU that recorded it, without a check; and
   * the JVM reports a cache that it does not use on standard output.
   *
   * @see <a
   *     href="https://github.com/adoptium/adoptium-support/issues/1507">adoptium-support#1507</a>
   */
  private static final List<String> PORTABLE_CACHE =
      List.of(
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:-AOTAdapterCaching",
          "-XX:-AOTStubCaching",
          "-Xlog:aot*=off");

  private static final List<String> CHARTS = List.of("beta9", "baseline");

  /** Creates settings without an AOT cache. */
  public HelmSettings(Path runner, Path java, Path charts) {
    this(runner, null, java, charts);
  }

  /** Returns the options of the JVM that runs helm-runner. */
  public List<String> jvmOptions() {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // Its memory contains the kubeconfig and the values, with the password of the
                // database.
                "-XX:+DisableAttachMechanism",
                "-XX:-CreateCoredumpOnCrash"));
    if (aotCache == null || !isReadable(aotCache)) {
      options.add("-Xshare:auto");
    } else {
      options.add("-XX:AOTCache=" + aotCache);
      options.addAll(PORTABLE_CACHE);
    }
    return options;
  }

  /** Returns a file that calls of Helm need and that does not exist or cannot be read, if any. */
  public Optional<Path> missing() {
    return missingTool()
        .or(this::missingLibrary)
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

  /** The build unpacks the native library of Helm beside the jar. */
  private Optional<Path> missingLibrary() {
    Path directory = runner.resolveSibling("native");
    try (Stream<Path> files = Files.list(directory)) {
      return files.anyMatch(HelmSettings::isReadable) ? Optional.empty() : Optional.of(directory);
    } catch (IOException e) {
      log.debug("{} cannot be listed", directory, e);
      return Optional.of(directory);
    }
  }

  private static boolean isReadable(Path file) {
    return Files.isRegularFile(file) && Files.isReadable(file);
  }
}
