package io.beta9.provisioning.worker.role;

import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.tfstate.repair.RunHistory;
import io.beta9.provisioning.timeline.JournalRepository;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is recorded of the Terraform runs of an environment, across its operations. */
public interface RunJournal extends RunHistory {
  /** Returns the number of stored lines of a run of the current operation. */
  long storedLines(String runId);

  /** Returns the number of stored lines of a run of any operation of the environment. */
  long storedLinesOfAnyOperation(String runId);

  /** Returns the resources that completed runs created, changed and deleted, oldest first. */
  List<JournalRepository.Completion> completions();

  /** Returns how the latest run of these kinds ended; empty if there was none. */
  Optional<ProcessRepository.ProcessEnd> latestRun(Set<String> kinds);
}
