package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.process.LinuxHost;
import io.beta9.provisioning.terraform.process.PrivateFiles;
import io.beta9.provisioning.terraform.process.ProcessId;
import io.beta9.provisioning.terraform.process.RunKind;
import io.beta9.provisioning.terraform.stack.InvalidSecretException;
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
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A fake Terraform process: a queue of actions that are executed one at a time, and the files of a
 * run directory. If it outlives its worker, a sleeping process represents it.
 */
final class FakeTerraformProcess {
  /** One action of Terraform. */
  @FunctionalInterface
  interface ProcessAction {
    void perform();
  }

  private static final ProcessId NOT_RUNNING = new ProcessId(ProcessHandle.current().pid(), 1);

  private final Deque<ProcessAction> actions = new ArrayDeque<>();
  private final Deque<ProcessAction> endActions = new ArrayDeque<>();
  private final ChildProcess child;
  private @Nullable Process sleeper;
  private @Nullable String address;
  private int exitCode;
  private volatile boolean ended;

  FakeTerraformProcess(RunKind kind, Path runDirectory) {
    try {
      if (Files.exists(runDirectory)) {
        throw new IllegalStateException(
            "run " + runDirectory.getFileName() + " was started before");
      }
      PrivateFiles.createPrivateDirectory(runDirectory);
      Files.createFile(runDirectory.resolve(ChildProcess.OUT));
      Files.createFile(runDirectory.resolve(ChildProcess.ERR));
      ProcessId id = NOT_RUNNING;
      if (ProcessLifetime.current().filter(ProcessLifetime::terraformSurvives).isPresent()) {
        Process sleep = new ProcessBuilder("sleep", "600").start();
        sleeper = sleep;
        id = ProcessId.running(sleep.pid()).orElseThrow();
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

  /** Adds an action. */
  void then(ProcessAction action) {
    actions.add(action);
  }

  /** Adds an action that is executed at the end, also after an error; the last one added first. */
  void atEnd(ProcessAction action) {
    endActions.addFirst(action);
  }

  /** Sets the resource that is being changed, which errors then name; null if none is. */
  void changing(@Nullable String resource) {
    this.address = resource;
  }

  boolean hasEnded() {
    return ended;
  }

  /** Executes the next action; ends the process after the last one. */
  void step() {
    ProcessAction action = actions.poll();
    if (action != null) {
      try {
        action.perform();
      } catch (SdkException | RemoteState.UnusableStateException | InvalidSecretException e) {
        error(reported(e), "");
      }
      return;
    }
    while (!endActions.isEmpty()) {
      performAtEnd(endActions.poll());
    }
    try {
      Files.writeString(child.runDirectory().resolve(ChildProcess.EXIT), exitCode + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    end();
  }

  /** Returns an error as the AWS provider reports it, which includes the error code. */
  private static String reported(RuntimeException e) {
    return e instanceof AwsServiceException answered && answered.awsErrorDetails() != null
        ? "operation error %s: https response error StatusCode: %d, RequestID: %s, api error %s: %s"
            .formatted(
                answered.awsErrorDetails().serviceName(),
                answered.statusCode(),
                answered.requestId(),
                answered.awsErrorDetails().errorCode(),
                answered.awsErrorDetails().errorMessage())
        : String.valueOf(e.getMessage());
  }

  /** Terraform reports that it cannot save the state or release the lock, and ends. */
  private void performAtEnd(ProcessAction action) {
    address = null;
    try {
      action.perform();
    } catch (SdkException | RemoteState.UnusableStateException | InvalidSecretException e) {
      error(reported(e), "");
    }
  }

  /** Ends the process without any further output. */
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

  /** Reports an error and discards all actions except those of the end. */
  void error(String summary, String detail) {
    ObjectNode line = line("diagnostic", "Error: " + summary);
    line.put("@level", "error");
    ObjectNode diagnostic =
        line.putObject("diagnostic")
            .put("severity", "error")
            .put("summary", summary)
            .put("detail", detail);
    if (address != null) {
      diagnostic.put("address", address);
    }
    print(line);
    exitCode = 1;
    actions.clear();
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

  void print(ObjectNode line) {
    try {
      Files.writeString(
          child.runDirectory().resolve(ChildProcess.OUT), line + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
