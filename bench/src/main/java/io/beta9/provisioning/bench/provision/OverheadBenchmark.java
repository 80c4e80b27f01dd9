package io.beta9.provisioning.bench.provision;

import io.beta9.provisioning.apimodel.account.AccountView;
import io.beta9.provisioning.bench.server.Benchmark;
import io.beta9.provisioning.bench.server.BenchmarkStack;
import io.beta9.provisioning.devstack.cloud.DemoCloud;
import io.beta9.provisioning.devstack.cloud.DemoCustomer;
import io.beta9.provisioning.devstack.stack.DevStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares provisioning by the service with the same work performed manually. */
@Command(
    name = "overhead",
    mixinStandardHelpOptions = true,
    description = {
      "Time from POST to ready, divided by the time of terraform init, plan, apply, the same Helm"
          + " installs and the same smoke test performed manually, against the same simulated"
          + " cloud. Runs are interleaved in pairs; the ratio is the median of the pairs."
    })
public final class OverheadBenchmark extends Benchmark {
  /** Each pair has an account of its own, because an account is limited to five VPCs. */
  private static final long FIRST_ACCOUNT = 200_000_000_000L;

  private final Path home;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "3",
      description = "Number of pairs of runs (default: ${DEFAULT-VALUE}).")
  int pairs = 3;

  @Option(names = "--quick", description = "One pair of runs.")
  boolean quick;

  /**
   * @param home root of the project
   */
  public OverheadBenchmark(Path home) {
    this.home = home;
  }

  @Override
  protected void measure(Path folder, Map<String, Object> report)
      throws IOException, InterruptedException {
    PairedRuns runs = new PairedRuns();
    String config = Files.readString(home.resolve("examples/small.yaml"));
    int count = quick ? 1 : pairs;
    try (DemoCloud cloud = DemoCloud.start(folder.resolve("cloud"), true);
        DevStack stack = BenchmarkStack.start(folder, home)) {
      ServiceRun service = new ServiceRun(stack);
      ManualRun manual = new ManualRun(folder.resolve("manual"), home, cloud.url());
      for (int pair = 1; pair <= count; pair++) {
        String account = String.valueOf(FIRST_ACCOUNT + pair);
        AccountView registered = DemoCustomer.registerAccount(stack.api(), cloud, account);
        String inAccount = config.replace(DemoCloud.ACCOUNT, account);
        String byService = inAccount.replace("name: demo", "name: service-" + pair);
        String byHand = inAccount.replace("name: demo", "name: manual-" + pair);
        progress("Pair %d of %d".formatted(pair, count));
        // The order alternates, because the caches are colder in the first run of a pair.
        if (pair % 2 == 1) {
          ProvisioningTimes times = service.provision(byService).times();
          runs.add(times, manual.run(byHand, registered));
        } else {
          ProvisioningTimes times = manual.run(byHand, registered);
          runs.add(service.provision(byService).times(), times);
        }
      }
    }
    report.put("pairs", count);
    report.putAll(runs.report());
  }
}
