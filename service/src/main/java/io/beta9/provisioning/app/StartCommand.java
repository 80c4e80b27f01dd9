package io.beta9.provisioning.app;

import io.beta9.provisioning.settings.Settings;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs one role of the service until the process is told to stop. */
@Command(
    mixinStandardHelpOptions = true,
    description =
        "Runs this part of the service. Settings are environment variables: DATABASE_URL, "
            + "REDIS_URL, LISTEN_ADDRESS, LISTEN_PORT, WORKDIR_BASE, WORKER_CONCURRENCY, …",
    footer = {
      "",
      "Example:",
      "  DATABASE_URL=postgresql://user:secret@db:5432/provisioning REDIS_URL=redis://redis:6379 \\",
      "    provisioner worker"
    })
public final class StartCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int WRONG_USE = 2;
  private static final int REFUSED = 4;

  private final Role role;

  @Spec CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  public StartCommand(Role role) {
    this.role = role;
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings settings;
    try {
      settings = Settings.from(System.getenv());
    } catch (Settings.InvalidSettingsException e) {
      spec.commandLine().getErr().println("error: " + e.getMessage());
      return WRONG_USE;
    }
    try {
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
              service::hurry)
          .listen();
      stopped.await();
      return 0;
    } catch (Service.RefusedException e) {
      spec.commandLine().getErr().println("error: " + e.getMessage());
      return REFUSED;
    } catch (io.beta9.provisioning.database.Migrations.UnreachableException e) {
      spec.commandLine().getErr().println("error: " + e.getMessage());
      return FAILED;
    }
  }
}
