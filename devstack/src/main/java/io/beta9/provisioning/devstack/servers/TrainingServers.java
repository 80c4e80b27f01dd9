package io.beta9.provisioning.devstack.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs a command with empty servers that are discarded afterwards, whose URLs are in {@code
 * TRAINING_DATABASE_URL} and {@code TRAINING_REDIS_URL}, and exits with its exit code. The launcher
 * records the AOT caches of the service in this way.
 */
public final class TrainingServers {
  private TrainingServers() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("beta9-training-");
    int exitCode;
    try (EmbeddedServers servers = EmbeddedServers.start(directory)) {
      ProcessBuilder builder = new ProcessBuilder(List.of(args)).inheritIO();
      builder.environment().put("TRAINING_DATABASE_URL", servers.databaseOwnerUrl());
      builder.environment().put("TRAINING_REDIS_URL", servers.redisUrl());
      builder.environment().put("WORKDIR_BASE", directory.resolve("work").toString());
      exitCode = builder.start().waitFor();
    }
    delete(directory);
    System.exit(exitCode);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
