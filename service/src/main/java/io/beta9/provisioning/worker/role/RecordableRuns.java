package io.beta9.provisioning.worker.role;

import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.operation.ProcessRepository;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The run journal of one claim, to which its Terraform runs are added. */
public interface RecordableRuns extends RunJournal {
  /** Stores lines of a run, their messages for the log, and the progress, in one transaction. */
  void append(
      String runId, long firstLine, List<String> lines, List<String> messages, Progress progress);

  void processStarted(ProcessRepository.RecordedProcess process);

  /**
   * @param exitCode null if it is not known
   */
  void processEnded(String runId, @Nullable Integer exitCode);
}
