package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.timeline.JournalRepository;
import io.beta9.provisioning.worker.role.RecordableRuns;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The run journal of one claim. Writes are fenced by the claim. */
final class FencedRunJournal implements RecordableRuns {
  private final Claim claim;
  private final FencedWriter writer;
  private final StepRepositories repositories;

  FencedRunJournal(Claim claim, FencedWriter writer, StepRepositories repositories) {
    this.claim = claim;
    this.writer = writer;
    this.repositories = repositories;
  }

  @Override
  public long storedLines(String runId) {
    return writer.read(() -> repositories.journal().lines(claim.operation(), runId));
  }

  @Override
  public long storedLinesOfAnyOperation(String runId) {
    return writer.read(() -> repositories.journal().linesOfRun(claim.environment(), runId));
  }

  @Override
  public List<JournalRepository.Completion> completions() {
    return writer.read(() -> repositories.journal().completions(claim.environment()));
  }

  @Override
  public Optional<ProcessRepository.ProcessEnd> latestRun(Set<String> kinds) {
    return writer.read(() -> repositories.processes().latest(claim.environment(), kinds));
  }

  @Override
  public List<ProcessRepository.PastProcess> pastRuns() {
    return writer.read(
        () -> repositories.processes().pastProcesses(claim.tenant(), claim.environment()));
  }

  @Override
  public boolean failedToRelease(String lockId) {
    return writer.read(() -> repositories.journal().couldNotRelease(claim.environment(), lockId));
  }

  @Override
  public void append(
      String runId, long firstLine, List<String> lines, List<String> messages, Progress progress) {
    writer.write(
        claim,
        () -> {
          repositories.journal().append(claim, runId, firstLine, lines);
          repositories.logs().append(claim, String.valueOf(progress.step()), "terraform", messages);
          if (claim.kind() != OperationKind.PLAN) {
            repositories.environments().setProgress(claim.tenant(), claim.environment(), progress);
          }
        });
  }

  @Override
  public void processStarted(ProcessRepository.RecordedProcess process) {
    writer.write(claim, () -> repositories.processes().started(claim, process));
  }

  @Override
  public void processEnded(String runId, @Nullable Integer exitCode) {
    writer.write(claim, () -> repositories.processes().ended(claim, runId, exitCode));
  }
}
