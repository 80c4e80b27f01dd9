package io.beta9.provisioning.devstack.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher of the distribution, on machines with other versions of Java. */
class DistributionLauncherTest {
  private static final String INSTALL =
      " Install a JDK 25 (https://adoptium.net/temurin/releases), or set JAVA_HOME to one.\n";

  @TempDir Path folder;
  private Path java;
  private Path release;

  private record Result(int exitCode, String output) {}

  @BeforeEach
  void create() throws IOException {
    Path distribution = Files.createDirectories(folder.resolve("distribution"));
    Files.createDirectories(distribution.resolve("bin"));
    Files.copy(Path.of("../dist/src/bin/provisioner"), distribution.resolve("bin/provisioner"));
    Files.writeString(distribution.resolve("build-id"), "1\n");
    Path jdk = Files.createDirectories(folder.resolve("jdk/bin")).getParent();
    release = jdk.resolve("release");
    java = jdk.resolve("bin/java");
    Files.writeString(java, "#!/bin/sh\necho \"started $*\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void version(String version) throws IOException {
    Files.writeString(
        release, "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\nSOURCE=\"y\"\n");
  }

  private Result run(Map<String, String> environment) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "ulimit -c \"$(ulimit -H -c)\"; exec /bin/sh \"$@\"",
                "shell-that-permits-core-dumps",
                folder.resolve("distribution/bin/provisioner").toString(),
                "env")
            .redirectErrorStream(true);
    builder.environment().remove("JAVA_HOME");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }

  private Result withJavaHome() throws Exception {
    return run(Map.of("JAVA_HOME", folder.resolve("jdk").toString()));
  }

  @ParameterizedTest
  @CsvSource({"1.8.0_442", "17.0.15", "24.0.2"})
  void names_an_earlier_java_and_what_to_install(String earlier) throws Exception {
    version(earlier);

    assertThat(withJavaHome())
        .isEqualTo(
            new Result(
                1,
                "Beta9 Provisioning needs Java 25, and "
                    + java
                    + " is Java "
                    + earlier
                    + "."
                    + INSTALL));
  }

  @ParameterizedTest
  @CsvSource({"25", "25.0.3", "26-ea"})
  void starts_with_java_25_or_later(String version) throws Exception {
    version(version);

    assertThat(withJavaHome().output()).startsWith("started ").endsWith("cli.jar env\n");
  }

  @Test
  void permits_no_core_dumps() throws Exception {
    Files.writeString(java, "#!/bin/sh\nulimit -c\n");

    assertThat(withJavaHome().output()).isEqualTo("0\n");
  }

  @Test
  void starts_a_java_of_unknown_version() throws Exception {
    assertThat(withJavaHome().output()).startsWith("started ");
  }

  @Test
  void checks_the_java_of_the_path_through_its_symbolic_link() throws Exception {
    version("17.0.15");
    Path bin = Files.createDirectories(folder.resolve("path"));
    Files.createSymbolicLink(bin.resolve("java"), java);

    assertThat(run(Map.of("PATH", bin + ":/usr/bin:/bin")).output())
        .isEqualTo(
            "Beta9 Provisioning needs Java 25, and "
                + bin.resolve("java")
                + " is Java 17.0.15."
                + INSTALL);
  }

  @Test
  void names_what_to_install_if_there_is_no_java() throws Exception {
    assertThat(run(Map.of("JAVA_HOME", "/nonexistent")))
        .isEqualTo(
            new Result(
                1,
                "Beta9 Provisioning needs Java 25, and /nonexistent/bin/java does not exist."
                    + INSTALL));
  }
}
