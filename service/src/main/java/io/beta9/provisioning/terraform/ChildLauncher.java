package io.beta9.provisioning.terraform;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts processes that outlive this one.
 *
 * <p>The child first says who it is, in a file and to us, and then waits for a word on its input.
 * Only when the {@link ProcessRegister} has taken note is the word given. A worker that dies before
 * that closes the input, and the child ends without having become Terraform: there is never a
 * Terraform that nobody knows of.
 */
final class ChildLauncher {
  /** Ends the child that was not given its word. */
  static final int NOT_BEGUN = 125;

  /** $1 run directory, $2 kind, then the command. Becomes the command, so the pid stays. */
  private static final String CHILD =
      """
      run=$1; kind=$2; shift 2
      start_of() { shift 21; echo "$1"; }
      {
        echo "kind=$kind"
        echo "pid=$$"
        echo "start=$(start_of $(cat /proc/$$/stat))"
        echo "leader=$PPID"
        echo "leader_start=$(start_of $(cat /proc/$PPID/stat))"
        echo "boot=$(cat /proc/sys/kernel/random/boot_id)"
        echo "namespace=$(readlink /proc/self/ns/pid)"
      } >"$run/pid.new"
      mv "$run/pid.new" "$run/pid"
      echo ready
      read -r word || exit 125
      exec "$@" </dev/null >>"$run/out.jsonl" 2>>"$run/err.log"
      """;

  /**
   * $1 the child's script, $2 run directory, then as above. Leads the session and writes down the
   * exit code. Signals that are meant for the whole group must not keep it from that.
   */
  private static final String LEADER =
      """
      umask 077
      trap : HUP INT QUIT TERM PIPE
      child=$1; shift
      /bin/sh -c "$child" beta9-child "$@"
      code=$?
      echo "$code" >"$1/exit.new"
      mv "$1/exit.new" "$1/exit"
      """;

  private ChildLauncher() {}

  /** The handle, and the JDK's own, by which its end is noticed at once. */
  record Launched(ChildProcess child, Process leader) {}

  /**
   * Starts the command in the folder.
   *
   * @throws IllegalStateException where this run has been started before
   */
  static Launched launch(
      RunKind kind,
      Path runDirectory,
      Path folder,
      List<String> command,
      Map<String, String> environment,
      ProcessRegister register) {
    try {
      if (Files.exists(runDirectory)) {
        throw new IllegalStateException("run " + runDirectory.getFileName() + " has been started");
      }
      StackFiles.privateFolder(runDirectory);
      Files.createFile(runDirectory.resolve(ChildProcess.OUT));
      Files.createFile(runDirectory.resolve(ChildProcess.ERR));
      List<String> line =
          new ArrayList<>(
              List.of("setsid", "/bin/sh", "-c", LEADER, "beta9-run", CHILD)); // constants only
      line.add(runDirectory.toString());
      line.add(kind.word());
      line.addAll(command);
      ProcessBuilder builder =
          new ProcessBuilder(line)
              .directory(folder.toFile())
              .redirectError(runDirectory.resolve("launch.log").toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      Process process = builder.start();
      return begin(process, runDirectory, register);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.getFirst(), e);
    }
  }

  private static Launched begin(Process process, Path runDirectory, ProcessRegister register)
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
