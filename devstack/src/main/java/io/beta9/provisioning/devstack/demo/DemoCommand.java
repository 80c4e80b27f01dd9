package io.beta9.provisioning.devstack.demo;

import io.beta9.provisioning.cli.ApiClient;
import io.beta9.provisioning.cli.CommandException;
import io.beta9.provisioning.cli.EnvironmentWatch;
import io.beta9.provisioning.cli.ProgressView;
import io.beta9.provisioning.cli.Terminal;
import io.beta9.provisioning.devstack.cloud.DemoCloud;
import io.beta9.provisioning.devstack.servers.Ports;
import io.beta9.provisioning.devstack.stack.DevStack;
import io.beta9.provisioning.devstack.stack.DevStackPaths;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** The whole product on one machine, against a simulated cloud. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Starts everything with a simulated AWS and Kubernetes, posts a meta-config, and shows its"
          + " way to ready. It serves until Ctrl-C; a second start finds the environments of the"
          + " first.",
      "With --once it also destroys what it made, and its last line on standard output is one JSON "
          + "object."
    },
    footer = {"", "Examples:", "  ./provisioner demo", "  ./provisioner demo --once --fast"})
public final class DemoCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int INTERRUPTED = 130;

  @Option(names = "--once", description = "There and back: make, check, destroy, report, end.")
  boolean once;

  @Option(
      names = "--fast",
      description = "A cloud that answers at once, instead of one that takes a few seconds.")
  boolean fast;

  @Option(names = "--port", defaultValue = "8080", description = "Where the API listens.")
  int port = 8080;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "The meta-config to post (default: examples/small.yaml).")
  Path file = DevStackPaths.projectRoot().resolve("examples").resolve("small.yaml");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where everything is kept (default: .provisioner/demo).")
  Path data = DevStackPaths.demo();

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintStream out = System.err;
    out.println("Starting PostgreSQL, Redis and a simulated cloud ...");
    int apiPort = new Ports(out).preferredOrFree("the API", port);
    try (TerminationSignals ending = TerminationSignals.interrupting(Thread.currentThread(), out)) {
      try {
        return run(out, apiPort);
      } catch (InterruptedException | CommandException e) {
        if (!ending.received()) {
          throw e;
        }
        return INTERRUPTED;
      }
    }
  }

  private int run(PrintStream out, int apiPort) throws IOException, InterruptedException {
    try (DemoCloud cloud = DemoCloud.start(data.resolve("cloud"), fast);
        DevStack stack =
            DevStack.start(
                data,
                DevStackPaths.cliConfig(),
                apiPort,
                Map.of(
                    "WORKDIR_BASE",
                    data.resolve("work").toAbsolutePath().toString(),
                    "WORKER_DRAIN_SECONDS",
                    "5",
                    "HELM_RUNNER_JAR",
                    setting("HELM_RUNNER_JAR", "helm-runner/target/helm-runner.jar"),
                    "CHARTS_DIR",
                    setting("CHARTS_DIR", "deploy/charts")))) {
      out.println("PostgreSQL   psql " + stack.databaseUrl());
      out.println("Redis        redis-cli -u " + stack.redisUrl());
      out.println("AWS          " + cloud.url() + "   (simulated; its log: /_sim/requests)");
      out.println(
          "API          "
              + stack.api().url()
              + "   (metrics: /metrics, description: /openapi.json)");
      out.println(
          "API key      "
              + stack.api().key()
              + "   (kept in "
              + DevStackPaths.cliConfig()
              + " for the CLI)");
      out.println();
      return once ? runOnce(stack, cloud) : serve(stack, out);
    }
  }

  private static String setting(String name, String otherwise) {
    String set = System.getenv(name);
    return set == null || set.isBlank()
        ? DevStackPaths.projectRoot().resolve(otherwise).toString()
        : set;
  }

  private int runOnce(DevStack stack, DemoCloud cloud) throws IOException {
    try (ApiClient api = new ApiClient(stack.api());
        ProgressView view = ProgressView.onErr(Terminal.ofProcess())) {
      LifecycleRun.Report report =
          new LifecycleRun(api, new EnvironmentWatch(api, view), stack, cloud)
              .run(Files.readAllBytes(file), file.toString());
      view.close();
      cloud.leftovers().forEach(left -> System.err.println("left: " + left));
      System.out.println(report.json());
      return report.isSuccessful() ? 0 : FAILED;
    }
  }

  private int serve(DevStack stack, PrintStream out) throws IOException, InterruptedException {
    try (ApiClient api = new ApiClient(stack.api())) {
      List<JsonNode> living =
          api.environments(Map.of(), 100).stream()
              .filter(environment -> !environment.path("status").asString().equals("destroyed"))
              .toList();
      String id;
      if (living.isEmpty()) {
        JsonNode posted = api.create(Files.readAllBytes(file), "application/yaml");
        id = posted.path("environment_id").asString();
        out.println("Posted " + file.getFileName() + ": " + id);
      } else {
        out.println("There from before:");
        living.forEach(
            environment ->
                out.println(
                    "  "
                        + environment.path("environment_id").asString()
                        + "  "
                        + environment.path("name").asString()
                        + "  "
                        + environment.path("status").asString()));
        id = living.getFirst().path("environment_id").asString();
      }
      try (ProgressView view = ProgressView.onErr(Terminal.ofProcess())) {
        new EnvironmentWatch(api, view).follow(id, 0);
      }
      out.println();
      out.println("It serves until Ctrl-C. In another terminal: ./provisioner env get " + id);
      new CountDownLatch(1).await();
      return 0;
    }
  }
}
