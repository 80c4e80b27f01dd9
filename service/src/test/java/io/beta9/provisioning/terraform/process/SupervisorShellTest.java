package io.beta9.provisioning.terraform.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guard of a run whose leading shell was killed alone. */
class SupervisorShellTest {
  private static final String GUARD = "beta9-guard";
  private static final long TERM_SECONDS = 60;

  /** No process has it: it is above the limit of the kernel. */
  private static final String KILLED_LEADER = "999999999";

  @TempDir private Path run;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void stop() {
    started.forEach(Process::destroyForcibly);
  }

  private static String guardScript() {
    List<String> line =
        SupervisorShell.commandLine(
            RunKind.APPLY, Path.of("/"), ProcessLease.NONE, List.of("terraform"));
    return line.get(line.indexOf("beta9-run") + 1);
  }

  /** Starts a shell that prints the pid of its child, and becomes a process that never waits. */
  private long childOf(String command) throws IOException {
    Process parent =
        new ProcessBuilder("/bin/sh", "-c", command + " & echo $!; exec sleep 600").start();
    started.add(parent);
    BufferedReader out = parent.inputReader();
    return Long.parseLong(out.readLine().strip());
  }

  private static List<String> stat(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    return List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
  }

  private Process guard(long terraform) throws IOException {
    Files.writeString(run.resolve("lease"), "");
    Files.writeString(
        run.resolve(ChildProcess.PID),
        "pid=%d\nstart=%s\nleader=%s\nleader_start=1\n"
            .formatted(terraform, stat(terraform).get(19), KILLED_LEADER));
    Process guard =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                guardScript(),
                GUARD,
                Long.toString(TERM_SECONDS),
                "1",
                run.toString(),
                KILLED_LEADER)
            .start();
    started.add(guard);
    return guard;
  }

  @Test
  void the_guard_ends_with_a_terraform_whose_parent_is_gone() throws Exception {
    // It ends when its parent is no longer the shell, which would wait for it.
    long terraform =
        childOf("sh -c 'until grep -q sleep /proc/$1/comm; do sleep 0.05; done' child $$");
    while (!stat(terraform).getFirst().equals("Z")) {
      Thread.onSpinWait();
    }

    assertThat(guard(terraform).waitFor(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void the_guard_outlives_the_leader_and_ends_with_terraform() throws Exception {
    long terraform = childOf("sleep 600");
    Process guard = guard(terraform);
    assertThat(guard.isAlive()).isTrue();

    ProcessHandle.of(terraform).orElseThrow().destroyForcibly();

    assertThat(guard.waitFor(20, TimeUnit.SECONDS)).isTrue();
  }
}
