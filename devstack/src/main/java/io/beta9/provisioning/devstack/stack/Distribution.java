package io.beta9.provisioning.devstack.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The unpacked distribution: command line and service with plain class paths, and their AOT caches.
 */
public record Distribution(Path directory) {

  /** Returns the distribution that the build of this checkout writes. */
  public static Distribution ofProject(Path projectRoot) {
    return new Distribution(projectRoot.resolve("dist/beta9-provisioning-0.1.0-SNAPSHOT"));
  }

  public Path serviceJar() {
    return directory.resolve("service/service.jar");
  }

  public Path helmRunnerJar() {
    return directory.resolve("helm-runner/helm-runner.jar");
  }

  /** Returns the launcher of the distribution. */
  public Path launcher() {
    return directory.resolve("bin/provisioner");
  }

  /**
   * Returns the AOT cache of a program. It does not exist before it is recorded.
   *
   * @param name {@code cli}, {@code api}, {@code worker} or {@code helm-runner}
   */
  public Path aotCache(String name) {
    try {
      String build = Files.readString(directory.resolve("build-id")).strip();
      return directory.resolve("aot/" + name + "-" + build + ".aot");
    } catch (IOException e) {
      throw new UncheckedIOException("the distribution is incomplete; build the project", e);
    }
  }

  /**
   * Returns the command that runs a role of the service in a JVM like this one.
   *
   * @param role {@code api} or {@code worker}
   */
  public List<String> serviceCommand(String role, List<String> jvmOptions) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + directory.resolve("jvm/service.options"));
    if (Files.exists(aotCache(role))) {
      command.add("-XX:AOTCache=" + aotCache(role));
    }
    command.addAll(jvmOptions);
    command.addAll(List.of("-jar", serviceJar().toString(), role));
    return command;
  }
}
