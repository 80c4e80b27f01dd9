package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.terraform.diagnosis.RunOutcome;
import io.beta9.provisioning.terraform.diagnosis.RunOutcome.RunEnd;
import io.beta9.provisioning.terraform.event.TerraformEvent;
import io.beta9.provisioning.terraform.event.TerraformEvent.ChangeSummary;
import io.beta9.provisioning.terraform.event.TerraformEvent.Diagnostic;
import io.beta9.provisioning.terraform.plan.PlanSummary;
import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.process.DetachedException;
import io.beta9.provisioning.terraform.process.LeaseFile;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.stack.StackDirectory;
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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stays with one Terraform to its end, whoever started it: reads its lines on, asks what is to
 * become of it, keeps its deadline. Whoever follows a Terraform holds its lease.
 *
 * <p>It never leaves one behind that nobody answers for. When its lines cannot be stored, because
 * the claim is lost or for a defect, it ends the Terraform before it gives up: at once where the
 * right to it is lost, politely otherwise. There is one exception. A worker that was stopped for a
 * while, and whose claim a successor on this host has taken, finds its Terraform's lease in the
 * successor's hands: then it is the successor's Terraform, and is left alone.
 */
final class RunFollower {
  private static final int ERROR_TEXT = 16 * 1024;
  private static final int ODD_LINES = 200;

  private final ChildProcess child;
  private final TerraformRun run;
  private final TerraformOptions options;
  private final RunDeadlines deadlines;
  private final Redactor redactor;
  private final @Nullable Process own;
  private final Path humanLog;
  private final JournalReader journal;

  private final List<Diagnostic> errors = new ArrayList<>();
  private final List<ChangeSummary> applied = new ArrayList<>();
  private final Deque<String> oddLines = new ArrayDeque<>();
  private final StringBuilder forHumans = new StringBuilder();
  private PlanSummary planned = PlanSummary.EMPTY;

  private ApplyProgress progress = ApplyProgress.start();
  private Optional<String> tooLong = Optional.empty();
  private RunEnd ending = RunEnd.ITS_OWN;
  private final long begun = System.nanoTime();
  private long interruptedAt;
  private Duration grace;
  private boolean interrupted;
  private boolean killed;

  /**
   * @param own the JDK's handle, where this process is the parent
   * @param from the first journal line that the sink does not have yet
   */
  RunFollower(
      ChildProcess child,
      TerraformRun run,
      TerraformOptions options,
      Redactor redactor,
      Optional<Process> own,
      Path stack,
      long from) {
    this.child = child;
    this.run = run;
    this.options = options;
    this.deadlines = new RunDeadlines(run.deadline(), options.resourceDeadlines());
    this.redactor = redactor;
    this.own = own.orElse(null);
    this.grace = options.interruptGrace();
    this.humanLog = stack.resolve(StackDirectory.LOG);
    this.journal =
        new JournalReader(
            child.runDirectory().resolve(ChildProcess.OUT),
            child.runId(),
            from,
            redactor,
            run.journal(),
            line -> seen(line, from));
  }

  /**
   * Returns when the process has ended.
   *
   * @throws DetachedException when it has not, and is to be left
   */
  RunOutcome follow() {
    LeaseFile lease = child.lease();
    try {
      run.control().lease().keep(lease);
      return toItsEnd();
    } catch (DetachedException e) {
      throw e;
    } catch (RuntimeException e) {
      // Whatever it was, nobody will follow this Terraform after us.
      abandon();
      throw e;
    } finally {
      run.control().lease().drop(lease);
    }
  }

  private RunOutcome toItsEnd() {
    try {
      while (true) {
        // Asked before reading: what is written before the end is then read in any case.
        boolean ended = hasEnded();
        journal.pump();
        writeHumanLog();
        if (ended) {
          break;
        }
        obey(run.control().order());
        keepDeadlines();
        pause();
      }
      String errorText = errorText();
      appendToHumanLog(errorText);
      if (child.expired()) {
        ending = RunEnd.KILLED;
      }
      run.register().ended(child);
      return new RunOutcome(
          child.kind(), child.exitCode(), ending, errors, errorText, planned, applied, tooLong);
    } catch (IOException e) {
      throw new UncheckedIOException("the output of run " + child.runId() + " is unreadable", e);
    }
  }

  private boolean hasEnded() {
    if (child.exitCode().isPresent()) {
      return true;
    }
    return switch (child.liveness()) {
      case ALIVE -> false;
      // Its processes belong to a machine or a container that is not this one any more.
      case GONE, ELSEWHERE -> true;
    };
  }

  private void obey(RunControl.Order order) {
    switch (order) {
      case GO_ON -> {}
      case INTERRUPT -> interrupt(RunEnd.CANCELLED, options.interruptGrace());
      case EXPIRE -> interrupt(RunEnd.KILLED, run.control().lease().grace());
      case KILL -> {
        leaveToSuccessor();
        ending = RunEnd.KILLED;
        kill();
      }
      case DETACH ->
          throw new DetachedException("run " + child.runId() + " was left to itself", null);
    }
  }

  private void keepDeadlines() {
    if (!interrupted) {
      tooLong = deadlines.passed(progress, elapsedSince(begun), Instant.now());
    }
    if (tooLong.isPresent()) {
      interrupt(RunEnd.DEADLINE, options.interruptGrace());
    }
    if (interrupted && elapsedSince(interruptedAt).compareTo(grace) > 0) {
      kill();
    }
  }

  private void interrupt(RunEnd because, Duration patience) {
    if (!interrupted) {
      interrupted = true;
      interruptedAt = System.nanoTime();
      ending = because;
      child.interrupt();
    }
    grace = patience.compareTo(grace) < 0 ? patience : grace;
  }

  private void leaveToSuccessor() {
    if (child.lease().isOfAnother(run.control().lease().holder())) {
      throw new DetachedException("run " + child.runId() + " belongs to a successor", null);
    }
  }

  private void abandon() {
    if (child.lease().isOfAnother(run.control().lease().holder())) {
      return;
    }
    obey(run.control().order());
    interrupt(RunEnd.KILLED, options.interruptGrace());
    while (!hasEnded()) {
      obey(run.control().order());
      keepDeadlines();
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
      if (own != null) {
        own.waitFor(options.poll().toMillis(), TimeUnit.MILLISECONDS);
      } else {
        Thread.sleep(options.poll());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DetachedException("run " + child.runId() + " was left to itself", e);
    }
  }

  private void seen(JournalLine line, long from) {
    TerraformEvent event = line.event();
    planned = planned.with(event);
    progress = progress.with(event);
    switch (event) {
      case Diagnostic diagnostic when diagnostic.isError() -> errors.add(diagnostic);
      case ChangeSummary summary when !summary.operation().equals("plan") -> applied.add(summary);
      case TerraformEvent.Unknown unknown -> {
        oddLines.add(unknown.message());
        if (oddLines.size() > ODD_LINES) {
          oddLines.removeFirst();
        }
      }
      default -> {}
    }
    if (line.number() >= from) {
      forHumans.append(event.message()).append('\n');
      if (event instanceof Diagnostic diagnostic && !diagnostic.detail().isBlank()) {
        forHumans.append(diagnostic.detail().indent(4));
      }
    }
  }

  private void writeHumanLog() throws IOException {
    String text = forHumans.toString();
    forHumans.setLength(0);
    appendToHumanLog(text);
  }

  private void appendToHumanLog(String text) throws IOException {
    if (!text.isBlank()) {
      Files.writeString(
          humanLog,
          text.endsWith("\n") ? text : text + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  private String errorText() throws IOException {
    String stderr = tail(child.runDirectory().resolve(ChildProcess.ERR));
    String odd = String.join("\n", oddLines);
    return (redactor.redact(stderr) + "\n" + odd).strip();
  }

  private static String tail(Path file) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long start = Math.max(0, in.length() - ERROR_TEXT);
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
