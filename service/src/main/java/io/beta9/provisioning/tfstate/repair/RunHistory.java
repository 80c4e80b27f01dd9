package io.beta9.provisioning.tfstate.repair;

import io.beta9.provisioning.operation.ProcessRepository;
import java.util.List;

/** The recorded Terraform runs of an environment, as far as state repair needs them. */
public interface RunHistory {
  /** Returns the latest Terraform processes of the environment, the latest first. */
  List<ProcessRepository.PastProcess> pastRuns();

  /** Returns whether a run of the environment reported that it could not release this lock. */
  boolean failedToRelease(String lockId);
}
