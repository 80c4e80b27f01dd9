package io.beta9.provisioning.devstack.demo;

import io.beta9.provisioning.devstack.stack.RunningTerraform;
import io.beta9.provisioning.format.DurationFormat;
import io.beta9.provisioning.operation.LeasePolicy;
import java.util.ArrayList;
import java.util.List;

/** Describes what continues after a command has stopped, and what the next start does. */
final class ShutdownReport {
  private ShutdownReport() {}

  /**
   * Returns the lines to print.
   *
   * @param command the command that was stopped, for example {@code demo}
   */
  static List<String> lines(String command, List<RunningTerraform> running) {
    List<String> lines = new ArrayList<>();
    for (RunningTerraform terraform : running) {
      lines.add(
          "Terraform is still running: %s of '%s', pid %d, for %s so far."
              .formatted(
                  terraform.kind(),
                  terraform.environmentName(),
                  terraform.pid(),
                  DurationFormat.format(terraform.age())));
    }
    if (running.isEmpty()) {
      lines.add("Stopped. The next './provisioner " + command + "' resumes unfinished operations.");
    } else {
      lines.add(
          "Without a worker it is interrupted after %s. The next './provisioner %s' follows it if it is"
              .formatted(DurationFormat.words(LeasePolicy.STANDARD.term()), command));
      lines.add("still running; otherwise it resumes the operation from the recorded state.");
    }
    return lines;
  }
}
