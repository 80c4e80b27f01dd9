package io.beta9.provisioning.bench;

import io.beta9.provisioning.apimodel.account.AccountView;
import io.beta9.provisioning.bench.server.Benchmark;
import io.beta9.provisioning.bench.server.BenchmarkStack;
import io.beta9.provisioning.devstack.cloud.DemoCloud;
import io.beta9.provisioning.devstack.cloud.DemoCustomer;
import io.beta9.provisioning.devstack.stack.DevStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;

/** Measures how long an accepted request waits for an idle worker. */
@Command(
    name = "claims",
    mixinStandardHelpOptions = true,
    description =
        "Milliseconds from the request's transaction to the claim by an idle worker, with Redis"
            + " and without.")
final class ClaimLatencyBenchmark extends Benchmark {
  private static final int REQUESTS = 40;

  private final Path home;

  ClaimLatencyBenchmark(Path home) {
    this.home = home;
  }

  @Override
  protected void measure(Path folder, Map<String, Object> report) throws IOException {
    try (DemoCloud cloud = DemoCloud.start(folder.resolve("cloud"), true);
        DevStack stack = BenchmarkStack.start(folder, home)) {
      ServiceWorkload workload = new ServiceWorkload(stack.api(), home);
      progress("Simulated cloud: " + cloud.url());
      AccountView account = DemoCustomer.registerAccount(stack.api(), cloud);
      cloud.denyAllCallers(account.roleArn());
      report.put("requests", REQUESTS);
      report.put("median_claim_ms", workload.medianClaimMillis(stack, "redis", REQUESTS));
      stack.stopRedis();
      report.put(
          "median_claim_ms_without_redis", workload.medianClaimMillis(stack, "no-redis", REQUESTS));
    }
  }
}
