package io.beta9.provisioning.terraform.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts processes that outlive this one.
 *
 * <p>The child writes its process id to a file, reports that it is ready, and waits for a line on
 * its standard input. The line is sent only after the {@link ProcessRegistry} has recorded the
 * process. If the worker dies before that, the input is closed and the child exits without
 * executing Terraform, so every running Terraform process is recorded.
 */
public final class ChildLauncher {
  /** The exit code of a child that was started without a command. */
  public static final int NOT_STARTED = 125;

  private ChildLauncher() {}

  /**
   * A started process.
   *
   * @param leader the JDK's handle, which reports the end of the process immediately
   */
  public record Launched(ChildProcess child, Process leader) {}

  /**
   * Starts the command.
   *
   * @throws IllegalStateException if this run was started before
   */
  public static Launched launch(
      RunKind kind,
      Path runDirectory,
      ChildCommand command,
      ProcessLease lease,
      ProcessRegistry registry) {
    boolean started = false;
    LeaseFile leaseFile = LeaseFile.in(runDirectory);
    try {
      if (Files.exists(runDirectory)) {
        throw new IllegalStateException(
            "run " + runDirectory.getFileName() + " was started before");
      }
      // It belongs to this process: its child must not be able to change the record of itself.
      PrivateFiles.createDirectory(runDirectory, command.user());
      PrivateFiles.create(runDirectory.resolve(ChildProcess.OUT), new byte[0]);
      PrivateFiles.create(runDirectory.resolve(ChildProcess.ERR), new byte[0]);
      ChildFiles files = new ChildFiles(runDirectory, command.user());
      for (Map.Entry<String, String> file : command.files().entrySet()) {
        files.write(file.getKey(), file.getValue());
      }
      ChildProcess.recordMemoryKills(runDirectory, HostMemory.ofThisHost());
      lease.keep(leaseFile);
      ProcessBuilder builder =
          new ProcessBuilder(SupervisorShell.commandLine(kind, runDirectory, lease, line(command)))
              .directory(command.directory().toFile())
              .redirectError(runDirectory.resolve("launch.log").toFile());
      builder.environment().clear();
      builder.environment().putAll(command.environment());
      Launched launched = confirmStart(builder.start(), runDirectory, registry);
      started = true;
      return launched;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.line().getFirst(), e);
    } finally {
      if (!started) {
        lease.drop(leaseFile);
      }
    }
  }

  /** Only the command itself runs as the other user; the shells that supervise it do not. */
  private static List<String> line(ChildCommand command) {
    return command.user().map(user -> user.commandLine(command.line())).orElse(command.line());
  }

  private static Launched confirmStart(Process process, Path runDirectory, ProcessRegistry registry)
      throws IOException {
    try (var input = process.outputWriter(StandardCharsets.UTF_8)) {
      BufferedReader output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      Optional<ChildProcess> child =
          "ready".equals(output.readLine())
              ? ChildProcess.reattach(runDirectory)
              : Optional.empty();
      if (child.isEmpty()) {
        throw new IOException(
            "the child did not start: "
                + Files.readString(runDirectory.resolve("launch.log")).strip());
      }
      registry.started(child.get());
      input.write("go\n");
      input.flush();
      return new Launched(child.get(), process);
    }
  }
}
