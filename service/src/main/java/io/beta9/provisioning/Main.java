package io.beta9.provisioning;

import io.beta9.provisioning.app.ServiceRole;
import io.beta9.provisioning.command.AdminCommand;
import io.beta9.provisioning.command.CliErrorHandler;
import io.beta9.provisioning.command.CommandExecution;
import io.beta9.provisioning.command.CommandLogging;
import io.beta9.provisioning.command.DatabaseCommand;
import io.beta9.provisioning.command.DoctorCommand;
import io.beta9.provisioning.command.RunRoleCommand;
import io.beta9.provisioning.command.ServiceCommand;
import io.beta9.provisioning.doctor.Doctor;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;

/** Entry point of the service's jar: runs a role of the service or one of its own commands. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Optional<ServiceRole> role = args.length == 0 ? Optional.empty() : role(args[0]);
    if (role.isPresent()) {
      CommandLogging.warningsUntilServiceStarts();
    } else {
      CommandLogging.disable();
    }
    System.exit(
        role.isPresent() && args.length == 1
            ? new RunRoleCommand(role.get()).runWithoutOptions()
            : CommandExecution.execute(commandLine(), args));
  }

  private static Optional<ServiceRole> role(String command) {
    return switch (command) {
      case "api" -> Optional.of(ServiceRole.API);
      case "worker" -> Optional.of(ServiceRole.WORKER);
      default -> Optional.empty();
    };
  }

  /** Returns all commands of this jar. */
  public static CommandLine commandLine() {
    return new CommandLine(new ServiceCommand())
        .addSubcommand("api", new RunRoleCommand(ServiceRole.API))
        .addSubcommand("worker", new RunRoleCommand(ServiceRole.WORKER))
        .addSubcommand(new DatabaseCommand())
        .addSubcommand(new DoctorCommand(Doctor.of(System.getenv(), Path.of("").toAbsolutePath())))
        .addSubcommand(new AdminCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(new CliErrorHandler());
  }
}
