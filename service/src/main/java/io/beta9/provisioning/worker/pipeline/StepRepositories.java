package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.timeline.JournalRepository;
import io.beta9.provisioning.timeline.LogRepository;
import io.beta9.provisioning.worker.role.StepRecords;

/** The repositories that steps read and write through the roles of {@link StepContext}. */
public record StepRepositories(
    EnvironmentRepository environments,
    OperationRepository operations,
    EventRepository events,
    LogRepository logs,
    JournalRepository journal,
    ProcessRepository processes,
    KeptStateRepository keptStates) {

  /** Returns the records of the claim's operation. Writes are fenced by the claim. */
  StepRecords records(Claim claim, FencedWriter writer) {
    return new StepRecords(
        new FencedEnvironmentRecord(claim, writer, this),
        new FencedRunJournal(claim, writer, this),
        new FencedKeptStates(claim, writer, keptStates),
        event ->
            writer.write(
                claim,
                () -> events.append(claim.tenant(), claim.environment(), claim.operation(), event)),
        (step, stream, lines) -> writer.write(claim, () -> logs.append(claim, step, stream, lines)),
        () -> writer.write(claim, () -> {}));
  }
}
