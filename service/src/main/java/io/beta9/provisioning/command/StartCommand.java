package io.beta9.provisioning.command;

import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.app.ServiceRole;
import io.beta9.provisioning.app.StopSignals;
import io.beta9.provisioning.cli.ExitCode;
import io.beta9.provisioning.settings.Settings;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

/** Runs one role of the service until the process is told to stop. */
@Command(
    mixinStandardHelpOptions = true,
    description =
        "Runs this part of the service. Settings are environment variables: DATABASE_URL, "
            + "REDIS_URL, LISTEN_ADDRESS, LISTEN_PORT, WORKER_LISTEN_PORT, WORKDIR_BASE, "
            + "WORKER_CONCURRENCY, …",
    footer = {
      "",
      "Example:",
      "  DATABASE_URL=postgresql://user:secret@db:5432/provisioning REDIS_URL=redis://redis:6379"
          + " \\",
      "    provisioner worker"
    })
public final class StartCommand implements Callable<Integer> {
  private final ServiceRole role;

  public StartCommand(ServiceRole role) {
    this.role = role;
  }

  @Override
  public Integer call() throws InterruptedException {
    Service service = Service.start(Settings.from(System.getenv()), Set.of(role));
    CountDownLatch stopped = new CountDownLatch(1);
    new StopSignals(
            () -> {
              try {
                service.close();
              } finally {
                stopped.countDown();
              }
            },
            service::hurry)
        .listen();
    stopped.await();
    return ExitCode.DONE;
  }
}
