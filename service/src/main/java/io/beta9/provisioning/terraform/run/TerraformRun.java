package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.terraform.process.ProcessRegistry;
import java.time.Duration;

/**
 * The circumstances of one Terraform process.
 *
 * @param id names its folder, and is used once
 * @param deadline after which it is interrupted
 */
public record TerraformRun(
    String id,
    Duration deadline,
    RunControl control,
    ProcessRegistry register,
    JournalSink journal) {

  /** A run that nobody watches. */
  public static TerraformRun unattended(String id, Duration deadline) {
    return new TerraformRun(
        id, deadline, RunControl.UNDISTURBED, ProcessRegistry.NONE, JournalSink.NOWHERE);
  }
}
