package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.terraform.process.ProcessRegistry;
import java.time.Duration;

/**
 * The circumstances of one Terraform process.
 *
 * @param id unique id, also the name of its directory
 * @param deadline the time after which it is interrupted
 */
public record TerraformRun(
    String id,
    Duration deadline,
    RunControl control,
    ProcessRegistry register,
    JournalSink journal) {

  /** A run without observer. */
  public static TerraformRun unattended(String id, Duration deadline) {
    return new TerraformRun(
        id, deadline, RunControl.UNDISTURBED, ProcessRegistry.NONE, JournalSink.NOWHERE);
  }
}
