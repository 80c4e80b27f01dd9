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
 * <p>The child first says who it is, in a file and to us, and then waits for a word on its input.
 * Only when the {@link ProcessRegistry} has taken note is the word given. A worker that dies before
 * that closes the input, and the child ends without having become Terraform: there is never a
 * Terraform that nobody knows of.
 */
public final class ChildLauncher {
  /** Ends the child that was not given its word. */
  public static final int NOT_BEGUN = 125;

  private ChildLauncher() {}

  /** The handle, and the JDK's own, by which its end is noticed at once. */
  public record Launched(ChildProcess child, Process leader) {}

  /**
   * Starts the command in the folder.
   *
   * @throws IllegalStateException where this run has been started before
   */
  public static Launched launch(
      RunKind kind,
      Path runDirectory,
      Path folder,
      List<String> command,
      Map<String, String> environment,
      ProcessLease lease,
      ProcessRegistry register) {
    boolean begun = false;
    LeaseFile leaseFile = LeaseFile.in(runDirectory);
    try {
      if (Files.exists(runDirectory)) {
        throw new IllegalStateException("run " + runDirectory.getFileName() + " has been started");
      }
      PrivateFiles.privateFolder(runDirectory);
      Files.createFile(runDirectory.resolve(ChildProcess.OUT));
      Files.createFile(runDirectory.resolve(ChildProcess.ERR));
      lease.keep(leaseFile);
      ProcessBuilder builder =
          new ProcessBuilder(SupervisorShell.commandLine(kind, runDirectory, lease, command))
              .directory(folder.toFile())
              .redirectError(runDirectory.resolve("launch.log").toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      Launched launched = begin(builder.start(), runDirectory, register);
      begun = true;
      return launched;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.getFirst(), e);
    } finally {
      if (!begun) {
        lease.drop(leaseFile);
      }
    }
  }

  private static Launched begin(Process process, Path runDirectory, ProcessRegistry register)
      throws IOException {
    try (var word = process.outputWriter(StandardCharsets.UTF_8)) {
      BufferedReader said =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      Optional<ChildProcess> child =
          "ready".equals(said.readLine()) ? ChildProcess.reattach(runDirectory) : Optional.empty();
      if (child.isEmpty()) {
        throw new IOException(
            "the child did not start: "
                + Files.readString(runDirectory.resolve("launch.log")).strip());
      }
      register.started(child.get());
      word.write("go\n");
      word.flush();
      return new Launched(child.get(), process);
    }
  }
}
