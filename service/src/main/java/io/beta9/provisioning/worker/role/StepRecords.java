package io.beta9.provisioning.worker.role;

import io.beta9.provisioning.tfstate.kept.KeptStateStore;
import io.beta9.provisioning.timeline.EventLog;
import java.util.List;

/** What the steps of one claimed operation read and record. */
public record StepRecords(
    EnvironmentRecord environment,
    RecordableRuns runs,
    KeptStateStore keptStates,
    EventLog events,
    OutputLog log,
    ClaimGuard guard) {

  /** Appends output of a step to the environment's log. */
  @FunctionalInterface
  public interface OutputLog {
    /**
     * @param step the code of the step
     * @param stream the source, for example {@code terraform}
     */
    void append(String step, String stream, List<String> lines);
  }
}
