package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.time.Duration;

/** Waits a while before asking again; tests wait in ways of their own. */
@FunctionalInterface
interface PollPause {
  PollPause REAL =
      duration -> {
        try {
          Thread.sleep(duration);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new CommandException(ExitCode.FAILED, "interrupted");
        }
      };

  void of(Duration duration);
}
