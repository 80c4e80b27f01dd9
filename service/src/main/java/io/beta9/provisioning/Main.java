package io.beta9.provisioning;

import io.beta9.provisioning.app.ServiceRole;
import io.beta9.provisioning.app.process.ProcessMemoryProtection;
import io.beta9.provisioning.command.CommandExecution;
import io.beta9.provisioning.command.CommandLogging;
import io.beta9.provisioning.command.RunRoleCommand;
import io.beta9.provisioning.command.ServiceCommands;
import java.util.Optional;

/** Entry point of the service's jar: runs a role of the service or one of its own commands. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Optional<ServiceRole> role = args.length == 0 ? Optional.empty() : role(args[0]);
    if (role.isPresent()) {
      CommandLogging.warningsUntilServiceStarts();
    } else {
      CommandLogging.disable();
      // A role does so itself, and reports if it is impossible.
      ProcessMemoryProtection.enable();
    }
    System.exit(
        role.isPresent() && args.length == 1
            ? new RunRoleCommand(role.get()).runWithoutOptions()
            : CommandExecution.execute(ServiceCommands.all(System.getenv()), args));
  }

  private static Optional<ServiceRole> role(String command) {
    return switch (command) {
      case "api" -> Optional.of(ServiceRole.API);
      case "worker" -> Optional.of(ServiceRole.WORKER);
      default -> Optional.empty();
    };
  }
}
