package io.beta9.provisioning.command;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.app.ServiceRole;
import io.beta9.provisioning.app.WorkerSettingsValidator;
import io.beta9.provisioning.app.process.ProcessMemoryProtection;
import io.beta9.provisioning.app.process.StopSignals;
import io.beta9.provisioning.settings.SettingCheck;
import io.beta9.provisioning.settings.Settings;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** {@code api} and {@code worker}: runs one role of the service until the process is stopped. */
@Command(
    mixinStandardHelpOptions = true,
    description =
        "Runs the ${COMMAND-NAME} of the service until it receives SIGTERM or SIGINT. Configured by"
            + " environment variables: DATABASE_URL, REDIS_URL, LISTEN_ADDRESS, LISTEN_PORT,"
            + " WORKER_LISTEN_PORT, WORKDIR_BASE, WORKER_CONCURRENCY, …",
    footer = {
      "",
      "Example:",
      "  DATABASE_URL=postgresql://user:secret@db:5432/provisioning REDIS_URL=redis://redis:6379"
          + " \\",
      "    ./provisioner ${COMMAND-NAME}"
    })
public final class RunRoleCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(RunRoleCommand.class);

  private final ServiceRole role;

  public RunRoleCommand(ServiceRole role) {
    this.role = role;
  }

  /**
   * Runs the role as if parsed without options, and returns the exit code. Does not load picocli,
   * whose inspection of the commands takes longer than all else that precedes the start.
   */
  public int runWithoutOptions() {
    try {
      return call();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.FAILED;
    } catch (RuntimeException e) {
      // The end of the program, where picocli does the same for the other commands.
      Optional<CommandError> error = CommandError.of(e);
      error.ifPresentOrElse(
          known -> known.print(new PrintWriter(System.err, true, StandardCharsets.UTF_8)),
          e::printStackTrace);
      return error.map(CommandError::exitCode).orElse(ExitCode.FAILED);
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    return run(Settings::ofProcess);
  }

  /**
   * Runs the role until the process is stopped, and returns the exit code.
   *
   * @param reader reads the settings, which pass the given checks
   */
  int run(Function<List<SettingCheck>, Settings> reader) throws InterruptedException {
    if (!ProcessMemoryProtection.enable() && role == ServiceRole.WORKER) {
      log.warn(
          "Programs that this worker executes can read its memory and environment: the operating"
              + " system does not support PR_SET_DUMPABLE");
    }
    Settings settings =
        reader.apply(role == ServiceRole.WORKER ? WorkerSettingsValidator.checks() : List.of());
    Service service = Service.start(settings, Set.of(role));
    CountDownLatch stopped = new CountDownLatch(1);
    new StopSignals(
            () -> {
              try {
                service.close();
              } finally {
                stopped.countDown();
              }
            },
            service::abortDrain)
        .install();
    stopped.await();
    return ExitCode.DONE;
  }
}
