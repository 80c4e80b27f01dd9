package io.beta9.provisioning.devstack.demo;

import io.beta9.provisioning.apimodel.account.AccountView;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.progress.EnvironmentWatch;
import io.beta9.provisioning.cli.progress.ProgressView;
import io.beta9.provisioning.cli.terminal.Terminal;
import io.beta9.provisioning.devstack.cloud.DemoCloud;
import io.beta9.provisioning.devstack.cloud.DemoCustomer;
import io.beta9.provisioning.devstack.demo.EarlierEnvironments.EarlierEnvironment;
import io.beta9.provisioning.devstack.servers.EmbeddedServers;
import io.beta9.provisioning.devstack.servers.LeftoverServers;
import io.beta9.provisioning.devstack.servers.Ports;
import io.beta9.provisioning.devstack.stack.DevStack;
import io.beta9.provisioning.devstack.stack.DevStackPaths;
import io.beta9.provisioning.devstack.stack.InstanceLock;
import io.beta9.provisioning.devstack.stack.Prerequisites;
import io.beta9.provisioning.devstack.stack.ToolSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the complete product on one machine with a simulated cloud. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Starts the service with a simulated AWS and Kubernetes, submits a meta-config, and shows the"
          + " progress until the environment is ready. Runs until Ctrl-C; the next start continues"
          + " with the same environments.",
      "With --once it also destroys the environment and exits; the last line on standard output is "
          + "one JSON object with the results."
    },
    footer = {
      "",
      "Examples:",
      "  ./provisioner demo",
      "  ./provisioner demo --once --fast",
      "  ./provisioner demo --fault list",
      "  ./provisioner demo --fast --fault vcpu-quota"
    })
public final class DemoCommand implements Callable<Integer> {
  private static final int EXIT_FAILED = 1;
  private static final String LIST = "list";

  /** Written to standard error, because standard output is reserved for the report. */
  private final PrintStream out = System.err;

  @Option(names = "--once", description = "Provision, verify, destroy, print a report, and exit.")
  boolean once;

  @Option(
      names = "--fast",
      description = "Simulated resources become available immediately instead of after seconds.")
  boolean fast;

  @Option(names = "--port", defaultValue = "8080", description = "Port of the API (default: 8080).")
  int port = 8080;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Meta-config to submit (default: examples/small.yaml).")
  Path file = DevStackPaths.projectRoot().resolve("examples").resolve("small.yaml");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data directory; delete it to start afresh (default: .provisioner/demo).")
  Path data = DevStackPaths.demo();

  @Option(
      names = "--fault",
      paramLabel = "FAULT",
      description = {
        "Injects a fault into the simulated cloud; 'list' prints all of them, which are described"
            + " in docs/faults.md."
      })
  @Nullable String fault;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (LIST.equals(fault)) {
      DemoFault.list(System.out);
      return 0;
    }
    Optional<DemoFault> injected = Optional.ofNullable(fault).map(DemoFault::named);
    System.setProperty("provisioner.log", data.resolve("service.log").toString());
    Prerequisites.checkDataDirectory(data);
    try (InstanceLock lock = InstanceLock.acquire(data, "demo")) {
      out.println("Starting PostgreSQL, Redis, a simulated cloud and the service ...");
      Prerequisites.check(System.getenv());
      new LeftoverServers(out::println).stop(data);
      int apiPort = new Ports(out).preferredOrFree("the API", port);
      try (TerminationSignals signals =
          TerminationSignals.interrupting(Thread.currentThread(), out)) {
        return run(lock, signals, apiPort, injected);
      }
    }
  }

  private int run(
      InstanceLock lock, TerminationSignals signals, int apiPort, Optional<DemoFault> injected)
      throws IOException, InterruptedException {
    try (DemoCloud cloud = DemoCloud.start(data.resolve("cloud"), fast);
        DevStack stack = DevStack.start(data, apiPort, settings())) {
      lock.publish("demo", stack.api().url().toString());
      stack.cliConfig().activate();
      printAddresses(stack, cloud);
      registerAccount(stack, cloud);
      injected.ifPresent(it -> it.inject(cloud, out));
      try {
        return once ? runOnce(stack, cloud) : serve(stack);
      } catch (InterruptedException | CommandException e) {
        if (!signals.received()) {
          throw e;
        }
        // Clears the interrupt: closing waits for connections and processes.
        Thread.interrupted();
        out.println();
        ShutdownReport.lines("demo", stack.stopService()).forEach(out::println);
        return TerminationSignals.EXIT_INTERRUPTED;
      }
    } catch (InterruptedException e) {
      if (!signals.received()) {
        throw e;
      }
      return TerminationSignals.EXIT_INTERRUPTED;
    }
  }

  private Map<String, String> settings() {
    Map<String, String> settings =
        new HashMap<>(ToolSettings.of(DevStackPaths.projectRoot().toAbsolutePath()));
    settings.put("WORKDIR_BASE", data.resolve("work").toAbsolutePath().toString());
    settings.put("WORKER_DRAIN_SECONDS", "5");
    settings.put("WEBHOOK_ALLOW_LOOPBACK", "true");
    return settings;
  }

  /** Prints at most 79 characters per line, so that nothing wraps on a narrow terminal. */
  private void printAddresses(DevStack stack, DemoCloud cloud) {
    out.println("PostgreSQL   psql \"$(cat " + data.resolve(EmbeddedServers.DATABASE_URL) + ")\"");
    out.println(
        "Redis        redis-cli -u \"$(cat " + data.resolve(EmbeddedServers.REDIS_URL) + ")\"");
    out.println("AWS          " + cloud.url() + "  (simulated; requests: /_sim/requests)");
    out.println("API          " + stack.api().url() + "  (also /metrics, /openapi.json)");
    out.println("Console      " + stack.api().url() + "/console");
    out.println("             Signs in once: " + stack.signInLink());
    out.println("API key      " + stack.api().key());
    out.println("             CLI commands in this directory use it automatically.");
    out.println();
  }

  private void registerAccount(DevStack stack, DemoCloud cloud) {
    AccountView account = DemoCustomer.registerAccount(stack.api(), cloud);
    out.println("Account      " + account.accountId() + "  (registered; its role requires the");
    out.println("             external id of './provisioner accounts get " + account.accountId());
    out.println();
  }

  private int runOnce(DevStack stack, DemoCloud cloud) throws IOException {
    try (ApiClient api = new ApiClient(stack.api());
        ProgressView view = ProgressView.onErr(Terminal.ofProcess())) {
      earlierEnvironments(api).requireNone(data);
      LifecycleRun.Report report =
          new LifecycleRun(api, new EnvironmentWatch(api, view), stack, cloud)
              .run(Files.readAllBytes(file), file.toString());
      view.close();
      cloud.leftovers().forEach(leftover -> out.println("Left over: " + leftover));
      if (!report.ready() || !report.destroyed()) {
        printFailure(api.environment(report.environmentId()).value());
      }
      System.out.println(report.json());
      return report.isSuccessful() ? 0 : EXIT_FAILED;
    }
  }

  private int serve(DevStack stack) throws IOException, InterruptedException {
    try (ApiClient api = new ApiClient(stack.api())) {
      String id = existingOrNewEnvironment(api);
      EnvironmentView environment;
      try (ProgressView view = ProgressView.onErr(Terminal.ofProcess())) {
        environment = new EnvironmentWatch(api, view).follow(id, 0).value();
      }
      out.println();
      printFailure(environment);
      out.println("Running until Ctrl-C. In another terminal: ./provisioner env get " + id);
      new CountDownLatch(1).await();
      return 0;
    }
  }

  private String existingOrNewEnvironment(ApiClient api) throws IOException {
    List<EarlierEnvironment> existing = earlierEnvironments(api).all();
    if (existing.isEmpty()) {
      EnvironmentView accepted = api.create(Files.readAllBytes(file), "application/yaml").value();
      String id = accepted.environmentId();
      out.println("Submitted " + file.getFileName() + ": " + id);
      return id;
    }
    out.println("Environments of an earlier start:");
    existing.forEach(environment -> out.println("  " + environment.line()));
    return existing.getFirst().id();
  }

  private static EarlierEnvironments earlierEnvironments(ApiClient api) {
    return new EarlierEnvironments(
        api.environments(Map.of(), 100).stream()
            .map(ApiReply::value)
            .filter(environment -> !environment.status().equals("destroyed"))
            .map(
                environment ->
                    new EarlierEnvironment(
                        environment.environmentId(), environment.name(), environment.status()))
            .toList());
  }

  private void printFailure(EnvironmentView environment) {
    String message = Objects.requireNonNullElse(environment.errorMessage(), "");
    if (environment.status().equals("failed") && !message.isEmpty()) {
      out.println(environment.name() + " failed: " + message);
    }
  }
}
