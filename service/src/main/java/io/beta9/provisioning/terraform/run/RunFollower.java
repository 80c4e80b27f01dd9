package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.format.PrintableText;
import io.beta9.provisioning.terraform.diagnosis.ExceededDeadline;
import io.beta9.provisioning.terraform.diagnosis.RunOutcome;
import io.beta9.provisioning.terraform.diagnosis.RunOutcome.RunEnd;
import io.beta9.provisioning.terraform.event.TerraformEvent;
import io.beta9.provisioning.terraform.event.TerraformEvent.ChangeSummary;
import io.beta9.provisioning.terraform.event.TerraformEvent.Diagnostic;
import io.beta9.provisioning.terraform.plan.PlanSummary;
import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.process.CredentialsFile;
import io.beta9.provisioning.terraform.process.DetachedException;
import io.beta9.provisioning.terraform.process.HostMemory;
import io.beta9.provisioning.terraform.process.LeaseFile;
import io.beta9.provisioning.terraform.process.SessionMemory;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Follows a Terraform process to its end: reads its output, polls the {@link RunControl}, enforces
 * the deadlines. Holds the lease of the process meanwhile. The process may have been started by
 * another worker.
 *
 * <p>If the output cannot be stored, because the claim is lost or because of a defect, the process
 * is ended before this method throws: killed if the claim is lost, interrupted otherwise. A process
 * whose lease a successor on this host has taken over, because this worker was suspended, is left
 * to the successor.
 */
final class RunFollower {
  private static final int MAX_ERROR_BYTES = 16 * 1024;
  private static final int MAX_UNPARSED_LINES = 200;
  private static final Path PROCESSES = Path.of("/proc");
  private static final Duration MEMORY_SAMPLE_INTERVAL = Duration.ofSeconds(1);

  private final ChildProcess child;
  private final TerraformRun run;
  private final TerraformOptions options;
  private final RunDeadlines deadlines;
  private final Redactor redactor;
  private final @Nullable Process own;
  private final CredentialsFile credentials;
  private final Path log;
  private final JournalReader journal;

  private final List<Diagnostic> errors = new ArrayList<>();
  private final List<ChangeSummary> applied = new ArrayList<>();
  private final Deque<String> unparsedLines = new ArrayDeque<>();
  private final StringBuilder pendingLog = new StringBuilder();
  private PlanSummary planned = PlanSummary.EMPTY;
  private @Nullable Map<String, JsonNode> outputs;

  private ApplyProgress progress = ApplyProgress.start();
  private Optional<ExceededDeadline> passedDeadline = Optional.empty();
  private RunEnd ending = RunEnd.EXITED;
  private final long startedAt = System.nanoTime();
  private long interruptedAt;
  private Duration grace;
  private boolean interrupted;
  private boolean killed;
  private long memorySampledAt;
  private long peakMemoryBytes;

  /**
   * @param own the JDK's handle, if this process is the parent
   * @param credentials are renewed while the process runs
   * @param log receives the messages
   * @param from the first journal line that is not stored yet
   */
  RunFollower(
      ChildProcess child,
      TerraformRun run,
      TerraformOptions options,
      Redactor redactor,
      Optional<Process> own,
      CredentialsFile credentials,
      Path log,
      long from) {
    this.child = child;
    this.run = run;
    this.options = options;
    this.deadlines = new RunDeadlines(run.deadline(), options.resourceDeadlines());
    this.redactor = redactor;
    this.own = own.orElse(null);
    this.credentials = credentials;
    this.grace = options.interruptGrace();
    this.log = log;
    this.journal =
        new JournalReader(
            child.runDirectory().resolve(ChildProcess.OUT),
            child.runId(),
            from,
            redactor,
            run.journal(),
            line -> observe(line, from));
  }

  /**
   * Returns the outcome when the process has ended.
   *
   * @throws DetachedException if it is still running and following it stops
   */
  RunOutcome follow() {
    LeaseFile lease = child.lease();
    try {
      run.control().lease().keep(lease);
      return awaitEnd();
    } catch (DetachedException e) {
      throw e;
    } catch (RuntimeException e) {
      // No other code follows this process.
      endProcess();
      throw e;
    } finally {
      run.control().lease().drop(lease);
    }
  }

  private RunOutcome awaitEnd() {
    try {
      while (true) {
        // Checked before reading, so that everything written before the end is read.
        boolean ended = hasEnded();
        journal.readNewLines();
        writeLog();
        if (ended) {
          break;
        }
        apply(run.control().order());
        enforceDeadlines();
        credentials.renewIfDue();
        sampleMemory();
        pause();
      }
      credentials.delete();
      String errorText = errorText();
      appendToLog(errorText);
      if (child.expired()) {
        ending = RunEnd.KILLED;
      }
      if (ending == RunEnd.EXITED && wasCancelled()) {
        ending = RunEnd.CANCELLED;
      }
      if (ending == RunEnd.EXITED && child.isMemoryKillSinceStart(HostMemory.ofThisHost())) {
        ending = RunEnd.MEMORY_KILL;
      }
      run.register().ended(child);
      return new RunOutcome(
          child.kind(),
          child.exitCode(),
          ending,
          errors,
          errorText,
          planned,
          applied,
          passedDeadline);
    } catch (IOException e) {
      throw new UncheckedIOException("the output of run " + child.runId() + " is unreadable", e);
    }
  }

  /** Returns whether a predecessor of this follower interrupted the process for a cancellation. */
  private boolean wasCancelled() {
    return child.isInterrupted() && run.control().order() == RunControl.Order.INTERRUPT;
  }

  /** Returns the highest memory of the process and its children that was observed, in bytes. */
  long peakMemoryBytes() {
    return peakMemoryBytes;
  }

  /** Returns the outputs that the process has reported, without the sensitive ones, if any. */
  Optional<Map<String, JsonNode>> outputs() {
    return Optional.ofNullable(outputs);
  }

  private void sampleMemory() {
    if (peakMemoryBytes == 0
        || elapsedSince(memorySampledAt).compareTo(MEMORY_SAMPLE_INTERVAL) >= 0) {
      memorySampledAt = System.nanoTime();
      peakMemoryBytes =
          Math.max(peakMemoryBytes, SessionMemory.residentBytes(PROCESSES, child.leader().pid()));
    }
  }

  private boolean hasEnded() {
    if (child.exitCode().isPresent()) {
      return true;
    }
    return switch (child.liveness()) {
      case ALIVE -> false;
      // Its machine was rebooted or its container has ended.
      case ENDED, ELSEWHERE -> true;
    };
  }

  private void apply(RunControl.Order order) {
    switch (order) {
      case CONTINUE -> {}
      case INTERRUPT -> interrupt(RunEnd.CANCELLED, options.interruptGrace());
      case EXPIRE -> interrupt(RunEnd.KILLED, run.control().lease().grace());
      case KILL -> {
        leaveToSuccessor();
        ending = RunEnd.KILLED;
        kill();
      }
      case DETACH ->
          throw new DetachedException(
              "run " + child.runId() + " continues without this worker", null);
    }
  }

  private void enforceDeadlines() {
    if (!interrupted) {
      passedDeadline = deadlines.passed(progress, elapsedSince(startedAt), Instant.now());
    }
    if (passedDeadline.isPresent()) {
      interrupt(RunEnd.DEADLINE, options.interruptGrace());
    }
    if (interrupted && elapsedSince(interruptedAt).compareTo(grace) > 0) {
      kill();
    }
  }

  private void interrupt(RunEnd reason, Duration newGrace) {
    if (!interrupted) {
      interrupted = true;
      interruptedAt = System.nanoTime();
      ending = reason;
      child.interrupt();
    }
    grace = newGrace.compareTo(grace) < 0 ? newGrace : grace;
  }

  private void leaveToSuccessor() {
    if (child.lease().belongsToAnother(run.control().lease().holder())) {
      throw new DetachedException("run " + child.runId() + " belongs to a successor", null);
    }
  }

  private void endProcess() {
    if (child.lease().belongsToAnother(run.control().lease().holder())) {
      return;
    }
    apply(run.control().order());
    interrupt(RunEnd.KILLED, options.interruptGrace());
    while (!hasEnded()) {
      apply(run.control().order());
      enforceDeadlines();
      pause();
    }
  }

  private void kill() {
    if (!killed) {
      killed = true;
      child.killGroup();
    }
  }

  private void pause() {
    try {
      // The leading shell may have been killed alone; Terraform is then still running.
      if (own != null && own.isAlive()) {
        own.waitFor(options.poll().toMillis(), TimeUnit.MILLISECONDS);
      } else {
        Thread.sleep(options.poll());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DetachedException("run " + child.runId() + " continues without this worker", e);
    }
  }

  private void observe(JournalLine line, long from) {
    TerraformEvent event = line.event();
    planned = planned.with(event);
    progress = progress.with(event);
    switch (event) {
      case Diagnostic diagnostic when diagnostic.isError() -> errors.add(diagnostic);
      case ChangeSummary summary when !summary.operation().equals("plan") -> applied.add(summary);
      case TerraformEvent.OutputsSeen seen -> outputs = seen.values();
      case TerraformEvent.Unknown unknown -> {
        unparsedLines.add(unknown.message());
        if (unparsedLines.size() > MAX_UNPARSED_LINES) {
          unparsedLines.removeFirst();
        }
      }
      default -> {}
    }
    if (line.number() >= from) {
      pendingLog.append(event.message()).append('\n');
      if (event instanceof Diagnostic diagnostic && !diagnostic.detail().isBlank()) {
        pendingLog.append(diagnostic.detail().indent(4));
      }
    }
  }

  private void writeLog() throws IOException {
    String text = pendingLog.toString();
    pendingLog.setLength(0);
    appendToLog(text);
  }

  /** Operators read the log in a terminal, and providers report texts of the customer's account. */
  private void appendToLog(String text) throws IOException {
    if (!text.isBlank()) {
      Files.writeString(
          log,
          PrintableText.ofLines(text.endsWith("\n") ? text : text + "\n"),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  private String errorText() throws IOException {
    String stderr = tail(child.runDirectory().resolve(ChildProcess.ERR));
    String unparsed = String.join("\n", unparsedLines);
    return (redactor.redact(stderr) + "\n" + unparsed).strip();
  }

  private static String tail(Path file) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long start = Math.max(0, in.length() - MAX_ERROR_BYTES);
      byte[] bytes = new byte[(int) (in.length() - start)];
      in.seek(start);
      in.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private static Duration elapsedSince(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }
}
