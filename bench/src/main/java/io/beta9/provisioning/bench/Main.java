package io.beta9.provisioning.bench;

import io.beta9.provisioning.apimodel.account.AccountView;
import io.beta9.provisioning.bench.api.ApiBenchmark;
import io.beta9.provisioning.bench.console.ConsoleBenchmark;
import io.beta9.provisioning.bench.memory.MemoryBenchmark;
import io.beta9.provisioning.bench.provision.CriticalPathBenchmark;
import io.beta9.provisioning.bench.provision.OverheadBenchmark;
import io.beta9.provisioning.bench.queue.QueueBenchmark;
import io.beta9.provisioning.bench.scale.ScaleBenchmark;
import io.beta9.provisioning.bench.server.BenchmarkStack;
import io.beta9.provisioning.devstack.ErrorHandler;
import io.beta9.provisioning.devstack.cloud.DemoCloud;
import io.beta9.provisioning.devstack.cloud.DemoCustomer;
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
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .addSubcommand(new OverheadBenchmark(home()))
        .addSubcommand(new CriticalPathBenchmark(home()))
        .addSubcommand("claims", new ClaimLatencyBenchmark())
        .addSubcommand(new ApiBenchmark(home()))
        .addSubcommand(new ConsoleBenchmark(home()))
        .addSubcommand(new QueueBenchmark())
        .addSubcommand(new ScaleBenchmark(home()))
        .addSubcommand(new MemoryBenchmark(home()))
        .addSubcommand("startup", new StartupBenchmark(home()))
        .setExecutionExceptionHandler(new ErrorHandler());
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
          DevStack stack = BenchmarkStack.start(folder, home())) {
        ServiceWorkload workload = new ServiceWorkload(stack.api(), home());
        System.err.println("Simulated cloud: " + cloud.url());
        AccountView account = DemoCustomer.registerAccount(stack.api(), cloud);
        cloud.denyAllCallers(account.roleArn());
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

  static void print(Map<String, ?> result) {
    System.out.println(JsonMapper.shared().writeValueAsString(result));
  }
}
