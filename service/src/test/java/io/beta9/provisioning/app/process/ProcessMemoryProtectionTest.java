package io.beta9.provisioning.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two processes of one user that is not root, as in a pod: a worker and what it executes. */
class ProcessMemoryProtectionTest {

  @TempDir Path classes;

  @ParameterizedTest
  @ValueSource(strings = {"environ", "maps", "fd"})
  void another_process_of_the_user_cannot_read_a_protected_process(String entry)
      throws IOException, InterruptedException {
    assertThat(readable(entry, "unprotected")).isTrue();
    assertThat(readable(entry, "protected")).isFalse();
  }

  /**
   * The virtual machine would serve such a connection itself: protecting its memory does not help.
   */
  @Test
  void another_process_of_the_user_cannot_attach_to_the_virtual_machine_of_the_service()
      throws IOException, InterruptedException {
    Path options = Path.of("..", "dist", "src", "jvm", "service.options").toAbsolutePath();
    Path copy = Files.copy(options, classes.resolve("service.options"));

    assertThat(isAttachable(List.of())).isTrue();
    assertThat(isAttachable(List.of("@" + copy))).isFalse();
  }

  private boolean isAttachable(List<String> options) throws IOException, InterruptedException {
    List<String> command = asOrdinaryUser();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(options);
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classes.toString(),
            ProtectedProcess.class.getName(),
            "unprotected"));
    Process worker = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader output = worker.inputReader(StandardCharsets.UTF_8)) {
      String line = output.readLine();
      while (line != null && !line.startsWith("pid ")) {
        line = output.readLine();
      }
      assertThat(line).isNotNull();
      List<String> attacker = asOrdinaryUser();
      attacker.addAll(
          List.of(
              System.getProperty("java.home") + "/bin/jcmd",
              line.substring("pid ".length()),
              "VM.system_properties"));
      return new ProcessBuilder(attacker)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } finally {
      worker.destroyForcibly().waitFor();
    }
  }

  /** Where that user can read them: the class path may be below a private home directory. */
  @BeforeEach
  void copyClasses() throws IOException {
    Files.setPosixFilePermissions(classes, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (Class<?> type : List.of(ProcessMemoryProtection.class, ProtectedProcess.class)) {
      String name = type.getName().replace('.', '/') + ".class";
      Path copy = classes.resolve(name);
      Files.createDirectories(copy.getParent());
      try (InputStream bytes = type.getClassLoader().getResourceAsStream(name)) {
        Files.copy(Objects.requireNonNull(bytes), copy);
      }
    }
  }

  private boolean readable(String entry, String mode) throws IOException, InterruptedException {
    List<String> command = asOrdinaryUser();
    command.addAll(
        List.of(
            System.getProperty("java.home") + "/bin/java",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classes.toString(),
            ProtectedProcess.class.getName(),
            mode));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("SECRET", "geheimnis");
    Process worker = builder.start();
    try (OutputStream input = worker.getOutputStream();
        BufferedReader output = worker.inputReader(StandardCharsets.UTF_8)) {
      String line = output.readLine();
      while (line != null && !line.startsWith("pid ")) {
        line = output.readLine();
      }
      assertThat(line).isNotNull();
      List<String> reader = asOrdinaryUser();
      String path = "/proc/" + line.substring("pid ".length()) + "/" + entry;
      reader.addAll(List.of("/bin/sh", "-c", "ls " + path + "/0 || cat " + path));
      int code =
          new ProcessBuilder(reader)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      input.flush();
      return code == 0;
    } finally {
      worker.destroyForcibly().waitFor();
    }
  }

  private static List<String> asOrdinaryUser() {
    return System.getProperty("user.name").equals("root")
        ? new ArrayList<>(
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"))
        : new ArrayList<>();
  }

  /** A process that protects itself, prints its pid, and waits for the end of its input. */
  public static final class ProtectedProcess {
    private ProtectedProcess() {}

    public static void main(String[] arguments) throws IOException {
      if (arguments[0].equals("protected")) {
        ProcessMemoryProtection.enable();
      }
      System.out.println("pid " + ProcessHandle.current().pid());
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }
}
