package io.beta9.provisioning.devstack.demo;

import io.beta9.provisioning.devstack.servers.Ports;
import io.beta9.provisioning.devstack.stack.DevStack;
import io.beta9.provisioning.devstack.stack.DevStackPaths;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The service with embedded servers, on real AWS with the credentials of this shell. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description =
        "Runs API and worker with an embedded PostgreSQL and Redis, against real AWS with the "
            + "credentials that this shell has.")
public final class UpCommand implements Callable<Integer> {
  @Option(names = "--port", defaultValue = "8080", description = "Where the API listens.")
  int port = 8080;

  @Option(
      names = "--data",
      defaultValue = ".provisioner/up",
      description = "Where everything is kept (default: ${DEFAULT-VALUE}).")
  Path data = Path.of(".provisioner/up");

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> settings = new HashMap<>(System.getenv());
    settings.putIfAbsent("WORKDIR_BASE", data.resolve("work").toAbsolutePath().toString());
    int apiPort = new Ports(System.err).preferredOrFree("the API", port);
    try (TerminationSignals ending =
            TerminationSignals.interrupting(Thread.currentThread(), System.err);
        DevStack stack = DevStack.start(data, DevStackPaths.cliConfig(), apiPort, settings)) {
      System.err.println(
          "The API serves on " + stack.api().url() + "; its key is in .provisioner/cli.json.");
      System.err.println("Try: ./provisioner env create -f examples/small.yaml --watch");
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        if (!ending.received()) {
          throw e;
        }
      }
    }
    return 0;
  }
}
