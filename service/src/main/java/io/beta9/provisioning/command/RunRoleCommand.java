package io.beta9.provisioning.command;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.app.ServiceRole;
import io.beta9.provisioning.app.StopSignals;
import io.beta9.provisioning.settings.Settings;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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
  private final ServiceRole role;

  public RunRoleCommand(ServiceRole role) {
    this.role = role;
  }

  @Override
  public Integer call() throws InterruptedException {
    Service service = Service.start(Settings.ofProcess(), Set.of(role));
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
