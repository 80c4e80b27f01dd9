package io.beta9.provisioning.cli.client;

import io.beta9.provisioning.apimodel.ExitCode;
import java.time.Duration;

/** Waits between two requests. Tests replace it. */
@FunctionalInterface
public interface Sleeper {
  Sleeper REAL =
      duration -> {
        try {
          Thread.sleep(duration);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new CommandException(ExitCode.FAILED, "interrupted");
        }
      };

  void sleep(Duration duration);
}
