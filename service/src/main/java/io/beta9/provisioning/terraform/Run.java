package io.beta9.provisioning.terraform;

import java.time.Duration;

/**
 * The circumstances of one Terraform process.
 *
 * @param id names its folder, and is used once
 * @param deadline after which it is interrupted
 */
public record Run(
    String id,
    Duration deadline,
    RunControl control,
    ProcessRegister register,
    JournalSink journal) {

  /** A run that nobody watches. */
  public static Run unattended(String id, Duration deadline) {
    return new Run(id, deadline, RunControl.UNDISTURBED, ProcessRegister.NONE, JournalSink.NOWHERE);
  }
}
