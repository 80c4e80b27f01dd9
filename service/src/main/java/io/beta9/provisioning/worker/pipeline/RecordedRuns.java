package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.terraform.event.TerraformEvent;
import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.process.ProcessRegistry;
import io.beta9.provisioning.terraform.run.ApplyProgress;
import io.beta9.provisioning.terraform.run.JournalLine;
import io.beta9.provisioning.terraform.run.JournalSink;
import io.beta9.provisioning.worker.role.RecordableRuns;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Records a Terraform run: its process, its journal, its messages and its progress. Each batch of
 * lines is stored before the run is followed further.
 */
final class RecordedRuns implements JournalSink, ProcessRegistry {
  private final RecordableRuns runs;
  private final Progress stepProgress;
  private final Consumer<TerraformEvent> listener;
  private final Clock clock;
  private final String host;
  private ApplyProgress progress = ApplyProgress.start();

  RecordedRuns(
      RecordableRuns runs,
      Progress stepProgress,
      Consumer<TerraformEvent> listener,
      Clock clock,
      String host) {
    this.runs = runs;
    this.stepProgress = stepProgress;
    this.listener = listener;
    this.clock = clock;
    this.host = host;
  }

  @Override
  public void lines(String runId, long firstLine, List<JournalLine> lines) {
    for (JournalLine line : lines) {
      progress = progress.with(line.event());
    }
    runs.append(
        runId,
        firstLine,
        lines.stream().map(RecordedRuns::json).toList(),
        lines.stream().map(line -> line.event().message()).toList(),
        currentProgress());
    lines.forEach(line -> listener.accept(line.event()));
  }

  /** Returns the line as JSON: Terraform prints a few plain-text lines despite {@code -json}. */
  private static String json(JournalLine line) {
    return line.event() instanceof TerraformEvent.Unknown
        ? JsonMapper.shared().writeValueAsString(Map.of("type", "text", "@message", line.raw()))
        : line.raw();
  }

  private Progress currentProgress() {
    return new Progress(
        stepProgress.step(),
        stepProgress.stepsCompleted(),
        stepProgress.stepsTotal(),
        progress.completed(),
        progress.planned(),
        progress.inFlight().stream()
            .map(
                resource ->
                    new Progress.ResourceInFlight(
                        resource.address(),
                        resource.action().code(),
                        Duration.between(resource.since(), clock.instant()).toSeconds()))
            .toList());
  }

  @Override
  public void started(ChildProcess child) {
    runs.processStarted(
        new ProcessRepository.RecordedProcess(
            child.runId(),
            child.kind().toString(),
            host,
            child.bootId(),
            child.process().pid(),
            child.process().startTicks(),
            child.runDirectory().toString()));
  }

  @Override
  public void ended(ChildProcess child) {
    runs.processEnded(
        child.runId(), child.exitCode().isPresent() ? child.exitCode().getAsInt() : null);
  }
}
