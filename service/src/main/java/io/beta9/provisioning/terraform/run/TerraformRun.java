package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.terraform.process.ProcessRegistry;
import java.time.Duration;

/**
 * Identification, limits and observers of one Terraform process.
 *
 * @param id unique id, also the name of the run directory
 * @param deadline the time after which it is interrupted
 */
public record TerraformRun(
    String id,
    Duration deadline,
    RunControl control,
    ProcessRegistry register,
    JournalSink journal) {

  /** Returns a run without observers. */
  public static TerraformRun unattended(String id, Duration deadline) {
    return new TerraformRun(
        id, deadline, RunControl.CONTINUE, ProcessRegistry.NONE, JournalSink.DISCARD);
  }
}
