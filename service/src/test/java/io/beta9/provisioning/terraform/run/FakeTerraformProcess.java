package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.process.LinuxHost;
import io.beta9.provisioning.terraform.process.PrivateFiles;
import io.beta9.provisioning.terraform.process.ProcessId;
import io.beta9.provisioning.terraform.process.RunKind;
import io.beta9.provisioning.testing.ProcessLifetime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Terraform process that is none: what it has yet to do, one thing at a time, and the files by
 * which it is found again. Where it outlives its worker, a process that sleeps stands for it.
 */
final class FakeTerraformProcess {
  /** One thing that a Terraform does. */
  @FunctionalInterface
  interface Act {
    void perform();
  }

  private static final ProcessId NOBODY = new ProcessId(ProcessHandle.current().pid(), 1);

  private final Deque<Act> acts = new ArrayDeque<>();
  private final Deque<Act> closing = new ArrayDeque<>();
  private final ChildProcess child;
  private @Nullable Process sleeper;
  private int exitCode;
  private volatile boolean ended;

  FakeTerraformProcess(RunKind kind, Path runDirectory) {
    try {
      if (Files.exists(runDirectory)) {
        throw new IllegalStateException("run " + runDirectory.getFileName() + " has been started");
      }
      PrivateFiles.createPrivateDirectory(runDirectory);
      Files.createFile(runDirectory.resolve(ChildProcess.OUT));
      Files.createFile(runDirectory.resolve(ChildProcess.ERR));
      ProcessId id = NOBODY;
      if (ProcessLifetime.current().filter(ProcessLifetime::terraformSurvives).isPresent()) {
        Process process = new ProcessBuilder("sleep", "600").start();
        sleeper = process;
        id = ProcessId.running(process.pid()).orElseThrow();
      }
      this.child =
          ChildProcess.of(
              runDirectory,
              Map.of(
                  "kind", kind.code(),
                  "pid", Long.toString(id.pid()),
                  "start", Long.toString(id.startTicks()),
                  "leader", Long.toString(id.pid()),
                  "leader_start", Long.toString(id.startTicks()),
                  "boot", LinuxHost.bootId(),
                  "namespace", LinuxHost.pidNamespace()));
      Files.writeString(
          runDirectory.resolve(ChildProcess.PID),
          "kind=%s\npid=%d\nstart=%d\nleader=%d\nleader_start=%d\nboot=%s\nnamespace=%s\n"
              .formatted(
                  kind.code(),
                  id.pid(),
                  id.startTicks(),
                  id.pid(),
                  id.startTicks(),
                  child.bootId(),
                  child.pidNamespace()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ChildProcess child() {
    return child;
  }

  /** Adds to what it will do. */
  void then(Act act) {
    acts.add(act);
  }

  /** Adds to what it will do at its end, whether it went well or not. */
  void atLast(Act act) {
    closing.addFirst(act);
  }

  boolean hasEnded() {
    return ended;
  }

  /** Does the next thing; the last is that it ends. */
  void step() {
    Act act = acts.poll();
    if (act != null) {
      try {
        act.perform();
      } catch (SdkException e) {
        error(String.valueOf(e.getMessage()), "");
      }
      return;
    }
    while (!closing.isEmpty()) {
      closing.poll().perform();
    }
    try {
      Files.writeString(child.runDirectory().resolve(ChildProcess.EXIT), exitCode + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    end();
  }

  /** Ends without a word. */
  void end() {
    ended = true;
    if (sleeper != null) {
      sleeper.destroyForcibly();
      try {
        sleeper.waitFor();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Says what went wrong, and does nothing more than what comes at last. */
  void error(String summary, String detail) {
    ObjectNode line = line("diagnostic", "Error: " + summary);
    line.put("@level", "error");
    line.putObject("diagnostic")
        .put("severity", "error")
        .put("summary", summary)
        .put("detail", detail);
    say(line);
    exitCode = 1;
    acts.clear();
  }

  OptionalInt exitCode() {
    return child.exitCode();
  }

  static ObjectNode line(String type, String message) {
    ObjectNode line = JsonMapper.shared().createObjectNode();
    line.put("@level", "info").put("@message", message).put("@module", "terraform.ui");
    line.put("@timestamp", Instant.now().toString()).put("type", type);
    return line;
  }

  void say(ObjectNode line) {
    try {
      Files.writeString(
          child.runDirectory().resolve(ChildProcess.OUT), line + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
