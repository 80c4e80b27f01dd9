package io.beta9.provisioning.devstack.demo;

import io.beta9.provisioning.devstack.servers.LeftoverServers;
import io.beta9.provisioning.devstack.servers.Ports;
import io.beta9.provisioning.devstack.stack.DevStack;
import io.beta9.provisioning.devstack.stack.InstanceLock;
import io.beta9.provisioning.devstack.stack.Prerequisites;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the service with embedded servers on real AWS, with the credentials of the shell. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description =
        "Runs the API and a worker with an embedded PostgreSQL and Redis, on real AWS with the AWS "
            + "credentials of this shell.",
    footer = {"", "Example:", "  ./provisioner up --port 8090"})
public final class UpCommand implements Callable<Integer> {
  @Option(names = "--port", defaultValue = "8080", description = "Port of the API (default: 8080).")
  int port = 8080;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".provisioner/up",
      description = "Data directory (default: ${DEFAULT-VALUE}).")
  Path data = Path.of(".provisioner/up");

  @Override
  public Integer call() throws InterruptedException {
    PrintStream out = System.err;
    System.setProperty("provisioner.log", data.resolve("service.log").toString());
    Prerequisites.checkDataDirectory(data);
    try (InstanceLock lock = InstanceLock.acquire(data, "up")) {
      out.println("Starting PostgreSQL, Redis and the service ...");
      Prerequisites.check(System.getenv());
      new LeftoverServers(out::println).stop(data);
      int apiPort = new Ports(out).preferredOrFree("the API", port);
      try (TerminationSignals signals =
              TerminationSignals.interrupting(Thread.currentThread(), out);
          DevStack stack = DevStack.start(data, apiPort, settings(System.getenv(), data))) {
        lock.publish("up", stack.api().url().toString());
        stack.cliConfig().activate();
        out.println("API          " + stack.api().url());
        out.println("API key      in " + stack.cliConfig().file());
        out.println("Running until Ctrl-C. In another terminal:");
        out.println("  ./provisioner accounts add ACCOUNT");
        out.println("  ./provisioner accounts verify ACCOUNT");
        out.println("  ./provisioner env create -f examples/small.yaml --watch");
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          if (!signals.received()) {
            throw e;
          }
          ShutdownReport.lines("up", stack.stopService()).forEach(out::println);
        }
      }
    }
    return 0;
  }

  /** Returns the settings of the service: those of the environment precede the defaults here. */
  static Map<String, String> settings(Map<String, String> environment, Path data) {
    Map<String, String> settings = new HashMap<>(environment);
    // Service and environments use the credentials of the same shell.
    settings.putIfAbsent("ALLOW_OWN_ACCOUNT", "true");
    settings.putIfAbsent("WORKDIR_BASE", data.resolve("work").toAbsolutePath().toString());
    return settings;
  }
}
