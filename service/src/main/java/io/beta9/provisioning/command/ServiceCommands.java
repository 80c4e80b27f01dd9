package io.beta9.provisioning.command;

import io.beta9.provisioning.app.ServiceRole;
import io.beta9.provisioning.doctor.Doctor;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;

/**
 * All commands of the service's jar. Not part of the main class: the JVM loads the types of its
 * methods at every start, and most starts need no picocli.
 */
public final class ServiceCommands {
  private ServiceCommands() {}

  public static CommandLine all(Map<String, String> environment) {
    return new CommandLine(new ServiceCommand())
        .addSubcommand("api", new RunRoleCommand(ServiceRole.API))
        .addSubcommand("worker", new RunRoleCommand(ServiceRole.WORKER))
        .addSubcommand(new DatabaseCommand())
        .addSubcommand(new DoctorCommand(Doctor.of(environment, Path.of("").toAbsolutePath())))
        .addSubcommand(new AdminCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(new CliErrorHandler());
  }
}
