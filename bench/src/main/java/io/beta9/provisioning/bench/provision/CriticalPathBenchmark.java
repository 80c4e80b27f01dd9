package io.beta9.provisioning.bench.provision;

import io.beta9.provisioning.bench.provision.ResourceGraph.LongestPath;
import io.beta9.provisioning.bench.provision.ServiceRun.ReadyEnvironment;
import io.beta9.provisioning.bench.server.Benchmark;
import io.beta9.provisioning.bench.server.BenchmarkStack;
import io.beta9.provisioning.devstack.cloud.DemoCloud;
import io.beta9.provisioning.devstack.cloud.DemoCustomer;
import io.beta9.provisioning.devstack.stack.DevStack;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares the time to ready with the longest chain of dependent resources. */
@Command(
    name = "critical-path",
    mixinStandardHelpOptions = true,
    description = {
      "Time from POST to ready with AWS's usual latencies, scaled down, divided by the critical"
          + " path: terraform init and plan, the longest chain of dependencies between the module's"
          + " resources, and the start of Beta9's pods."
    })
public final class CriticalPathBenchmark extends Benchmark {
  private static final double QUICK_SCALE = 0.02;

  /** That of the worker that builds the image, then that of the worker that runs the sandbox. */
  private static final int SMOKE_TEST_PODS = 2;

  private final Path home;

  @Option(
      names = "--scale",
      paramLabel = "FACTOR",
      defaultValue = "0.25",
      description =
          "Factor of the latencies (default: ${DEFAULT-VALUE}). Below 0.2, the intervals at which"
              + " Terraform's provider polls AWS determine the result.")
  double scale = 0.25;

  @Option(names = "--quick", description = "With a factor of " + QUICK_SCALE + ".")
  boolean quick;

  /**
   * @param home root of the project
   */
  public CriticalPathBenchmark(Path home) {
    this.home = home;
  }

  @Override
  protected void measure(Path folder, Map<String, Object> report)
      throws IOException, InterruptedException {
    AwsLatencies latencies = AwsLatencies.scaled(quick ? QUICK_SCALE : scale);
    report.put("scale", quick ? QUICK_SCALE : scale);
    report.put("latencies_seconds", latencies.report());
    String config = Files.readString(home.resolve("examples/small.yaml"));
    warmUp(folder.resolve("warm-up"), config);
    try (DemoCloud cloud = DemoCloud.start(folder.resolve("cloud"), latencies.byKind());
        DevStack stack = BenchmarkStack.start(folder, home)) {
      progress("Simulated cloud: " + cloud.url());
      DemoCustomer.registerAccount(stack.api(), cloud);
      ReadyEnvironment ready = new ServiceRun(stack).provision(config);
      StackDirectory directory =
          StackDirectory.at(folder.resolve("work"), new EnvironmentId(ready.id()));
      ResourceGraph graph =
          ResourceGraph.parse(new TerraformByHand(folder, cloud.url()).graph(directory));
      report.putAll(compare(ready, graph, stack.service().part(JdbcClient.class), latencies));
    }
  }

  /**
   * Provisions once without latencies, so that classes are loaded as in a worker that has worked.
   */
  private void warmUp(Path folder, String config) throws IOException, InterruptedException {
    progress("Warming up");
    try (DemoCloud cloud = DemoCloud.start(folder.resolve("cloud"), true);
        DevStack stack = BenchmarkStack.start(folder, home)) {
      progress("Simulated cloud: " + cloud.url());
      DemoCustomer.registerAccount(stack.api(), cloud);
      new ServiceRun(stack).provision(config);
    }
  }

  private static Map<String, Object> compare(
      ReadyEnvironment ready, ResourceGraph graph, JdbcClient database, AwsLatencies latencies) {
    ApplyJournal journal = ApplyJournal.read(database, ready.operation());
    LongestPath path = graph.longestPath(resource -> journal.seconds().getOrDefault(resource, 0.0));
    LongestPath configured = graph.longestPath(latencies::secondsOf);
    double init = processSeconds(database, ready.operation(), "INIT");
    double plan = processSeconds(database, ready.operation(), "PLAN");
    double apply = processSeconds(database, ready.operation(), "APPLY");
    double inResources = Duration.between(journal.first(), journal.last()).toMillis() / 1000.0;
    double criticalPath = init + plan + (apply - inResources) + path.seconds() + pods(latencies);
    double latencyPath = configured.seconds() + pods(latencies);
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("ratio", ratio(ready.times().seconds(), criticalPath));
    report.put("seconds_to_ready", ready.times().seconds());
    report.put("critical_path_seconds", ProvisioningTimes.rounded(criticalPath));
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put("terraform_init", ProvisioningTimes.rounded(init));
    parts.put("terraform_plan", ProvisioningTimes.rounded(plan));
    parts.put("terraform_apply_without_resources", ProvisioningTimes.rounded(apply - inResources));
    parts.put("resources", ProvisioningTimes.rounded(path.seconds()));
    parts.put("pods_of_beta9", latencies.secondsOfPod());
    parts.put("pods_of_smoke_test", SMOKE_TEST_PODS * latencies.secondsOfPod());
    report.put("critical_path_parts", parts);
    report.put(
        "critical_path_resources",
        path.resources().stream().map(resource -> resource(resource, journal, latencies)).toList());
    report.put("resources_seconds_in_apply", ProvisioningTimes.rounded(inResources));
    report.put("latency_path_seconds", ProvisioningTimes.rounded(latencyPath));
    report.put("ratio_to_latency_path", ratio(ready.times().seconds(), latencyPath));
    report.put("latency_path_resources", configured.resources());
    report.put("phases_service", rounded(ready.times().phases()));
    return report;
  }

  private static double pods(AwsLatencies latencies) {
    return (1 + SMOKE_TEST_PODS) * latencies.secondsOfPod();
  }

  private static Map<String, Object> resource(
      String resource, ApplyJournal journal, AwsLatencies latencies) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("resource", resource);
    report.put("seconds", journal.seconds().getOrDefault(resource, 0.0));
    report.put("latency_seconds", latencies.secondsOf(resource));
    return report;
  }

  private static double processSeconds(JdbcClient database, String operation, String kind) {
    return database
        .sql(
            """
            select coalesce(sum(extract(epoch from ended_at - started_at)), 0)
              from processes where operation_id = :id and kind = :kind
            """)
        .param("id", operation)
        .param("kind", kind)
        .query(Double.class)
        .single();
  }

  private static Map<String, Double> rounded(Map<String, Double> phases) {
    Map<String, Double> rounded = new LinkedHashMap<>();
    phases.forEach((phase, seconds) -> rounded.put(phase, ProvisioningTimes.rounded(seconds)));
    return rounded;
  }

  private static double ratio(double seconds, double of) {
    return Math.round(seconds / of * 1000) / 1000.0;
  }
}
