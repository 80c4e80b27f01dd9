package io.beta9.provisioning.bench.provision;

import io.beta9.provisioning.apimodel.account.AccountView;
import io.beta9.provisioning.bench.server.BenchmarkStack;
import io.beta9.provisioning.bench.server.Machine;
import io.beta9.provisioning.devstack.cloud.DemoCloud;
import io.beta9.provisioning.devstack.cloud.DemoCustomer;
import io.beta9.provisioning.devstack.stack.DevStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** Compares provisioning by the service with the same work performed manually. */
@Command(
    name = "overhead",
    mixinStandardHelpOptions = true,
    description = {
      "Time from POST to ready, divided by the time of terraform init, plan, apply, the same Helm"
          + " installs and the same smoke test performed manually, against the same simulated cloud."
          + " Runs are interleaved in pairs; the ratio is the median of the pairs."
    })
public final class OverheadBenchmark implements Callable<Integer> {
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
  public Integer call() throws IOException, InterruptedException {
    System.out.println(JsonMapper.shared().writeValueAsString(run()));
    return 0;
  }

  Map<String, Object> run() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("beta9-bench-");
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("machine", Machine.describe());
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
        System.err.printf("Pair %d of %d%n", pair, count);
        // The order alternates, because the first run of a pair may find the machine colder.
        if (pair % 2 == 1) {
          ProvisioningTimes times = service.provision(byService).times();
          runs.add(times, manual.run(byHand, registered));
        } else {
          ProvisioningTimes times = manual.run(byHand, registered);
          runs.add(service.provision(byService).times(), times);
        }
      }
    }
    FileSystemUtils.deleteRecursively(folder);
    report.put("pairs", count);
    report.putAll(runs.report());
    report.put("load_average_at_end", Machine.loadAverage());
    return report;
  }
}
