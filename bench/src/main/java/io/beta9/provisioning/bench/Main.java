package io.beta9.provisioning.bench;

import io.beta9.provisioning.bench.api.ApiBenchmark;
import io.beta9.provisioning.bench.queue.QueueBenchmark;
import io.beta9.provisioning.devstack.ErrorHandler;
import io.beta9.provisioning.devstack.cloud.DemoCloud;
import io.beta9.provisioning.devstack.servers.Ports;
import io.beta9.provisioning.devstack.stack.DevStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs benchmarks and prints their results as JSON. Each benchmark also measures a baseline in the
 * same run, because absolute times vary between machines.
 */
@Command(name = "bench", mixinStandardHelpOptions = true)
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Main())
            .addSubcommand("overhead", new OverheadBenchmark())
            .addSubcommand("claims", new ClaimLatencyBenchmark())
            .addSubcommand(new ApiBenchmark(home()))
            .addSubcommand(new QueueBenchmark())
            .addSubcommand("startup", new StartupBenchmark(home()))
            .setExecutionExceptionHandler(new ErrorHandler())
            .execute(args));
  }

  /** Compares provisioning by the service with the same work performed manually. */
  @Command(
      mixinStandardHelpOptions = true,
      description =
          "Time from POST to ready, divided by the time of terraform init, plan, apply and the same"
              + " Helm installs performed manually, against the same simulated cloud.")
  static final class OverheadBenchmark implements Callable<Integer> {
    @Override
    public Integer call() throws IOException, InterruptedException {
      Path folder = Files.createTempDirectory("beta9-bench-");
      try (DemoCloud cloud = DemoCloud.start(folder.resolve("cloud"), true);
          DevStack stack = stack(folder)) {
        ServiceWorkload workload = new ServiceWorkload(stack.api(), home());
        double service = workload.measureProvisioningSeconds("bench-service");
        double manual = new ManualRun(folder, home(), cloud.url()).run("bench-manual");
        print(
            Map.of(
                "ratio",
                Math.round(service / manual * 1000) / 1000.0,
                "seconds_service",
                service,
                "seconds_manual",
                manual));
        return 0;
      }
    }
  }

  /** Measures how long an accepted request waits for an idle worker. */
  @Command(
      mixinStandardHelpOptions = true,
      description =
          "Milliseconds from the request's transaction to the claim by an idle worker, with Redis"
              + " and without.")
  static final class ClaimLatencyBenchmark implements Callable<Integer> {
    private static final int REQUESTS = 40;

    @Override
    public Integer call() throws IOException, InterruptedException {
      Path folder = Files.createTempDirectory("beta9-bench-");
      try (DemoCloud cloud = DemoCloud.start(folder.resolve("cloud"), true);
          DevStack stack = stack(folder)) {
        ServiceWorkload workload = new ServiceWorkload(stack.api(), home());
        System.err.println("Simulated cloud: " + cloud.url());
        double withRedis = workload.medianClaimMillis(stack, "redis", REQUESTS);
        stack.stopRedis();
        double withoutRedis = workload.medianClaimMillis(stack, "no-redis", REQUESTS);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("requests", REQUESTS);
        result.put("median_claim_ms", withRedis);
        result.put("median_claim_ms_without_redis", withoutRedis);
        print(result);
        return 0;
      }
    }
  }

  private static Path home() {
    return Path.of(System.getProperty("provisioner.home", ".")).toAbsolutePath().normalize();
  }

  private static DevStack stack(Path folder) {
    return DevStack.start(
        folder.resolve("servers"),
        Ports.findFree(),
        Map.of(
            "WORKDIR_BASE",
            folder.resolve("work").toString(),
            "WORKER_DRAIN_SECONDS",
            "5",
            "HELM_RUNNER_JAR",
            home().resolve("helm-runner/target/helm-runner.jar").toString(),
            "CHARTS_DIR",
            home().resolve("deploy/charts").toString()));
  }

  static void print(Map<String, ?> result) {
    System.out.println(JsonMapper.shared().writeValueAsString(result));
  }
}
