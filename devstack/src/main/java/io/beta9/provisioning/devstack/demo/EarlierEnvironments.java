package io.beta9.provisioning.devstack.demo;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.client.CommandException;
import java.nio.file.Path;
import java.util.List;

/** The environments that earlier starts of the demo have left in its data directory. */
record EarlierEnvironments(List<EarlierEnvironment> all) {

  /** One of them, which is not destroyed. */
  record EarlierEnvironment(String id, String name, String status) {
    String line() {
      return id + "  " + name + "  " + status;
    }
  }

  EarlierEnvironments {
    all = List.copyOf(all);
  }

  /**
   * Checks that there is none: {@code demo --once} creates an environment with the name of the
   * example, and destroys it.
   *
   * @throws CommandException that says how to get rid of them
   */
  void requireNone(Path data) {
    if (all.isEmpty()) {
      return;
    }
    throw new CommandException(
        ExitCode.FAILED,
        "demo --once needs a directory without environments, and "
            + data
            + " has "
            + String.join(", ", all.stream().map(EarlierEnvironment::line).toList())
            + ". Start './provisioner demo' to continue with it; or delete it with 'rm -rf \""
            + data
            + "\"', or choose another directory with --data.");
  }
}
