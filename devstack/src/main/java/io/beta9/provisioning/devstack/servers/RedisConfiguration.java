package io.beta9.provisioning.devstack.servers;

import java.nio.file.Path;

/** Lines of a Redis configuration file. */
final class RedisConfiguration {
  private RedisConfiguration() {}

  /** Returns a directive whose value is the absolute path, quoted as Redis parses it. */
  static String path(String directive, Path path) {
    String escaped = path.toAbsolutePath().toString().replace("\\", "\\\\").replace("\"", "\\\"");
    return directive + " \"" + escaped + "\"";
  }
}
