package io.beta9.provisioning.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cli.ApiClient;
import io.beta9.provisioning.cli.ProgressView;
import io.beta9.provisioning.cli.Terminal;
import io.beta9.provisioning.cli.Watch;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.terraform.PlanMode;
import io.beta9.provisioning.terraform.PlanSummary;
import io.beta9.provisioning.terraform.Redactor;
import io.beta9.provisioning.terraform.Run;
import io.beta9.provisioning.terraform.StackDirectory;
import io.beta9.provisioning.terraform.TerraformCli;
import io.beta9.provisioning.terraform.TerraformOptions;
import io.beta9.provisioning.terraform.TerraformProcesses;
import java.io.ByteArrayInputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * One environment there and back: real PostgreSQL, Redis, Terraform with the real AWS provider, and
 * Helm, against the simulated cloud.
 */
class FullCycleTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  @TempDir Path folder;

  @Test
  void one_meta_config_becomes_a_checked_beta9_and_goes_away_without_a_trace() throws Exception {
    Path keyFile = folder.resolve("cli.json");
    try (DemoCloud cloud = DemoCloud.start(folder.resolve("cloud"), true);
        DevStack stack =
            DevStack.start(
                folder.resolve("servers"),
                keyFile,
                Ports.any(),
                Map.of(
                    "WORKDIR_BASE",
                    folder.resolve("work").toString(),
                    "WORKER_DRAIN_SECONDS",
                    "5",
                    "HELM_RUNNER_JAR",
                    PROJECT.resolve("helm-runner/target/helm-runner.jar").toString(),
                    "CHARTS_DIR",
                    PROJECT.resolve("deploy/charts").toString()));
        ApiClient api = new ApiClient(stack.api());
        ProgressView view = ProgressView.onErr(terminal())) {
      RoundTrip.Report report =
          new RoundTrip(api, new Watch(api, view), stack, cloud)
              .run(
                  Files.readAllBytes(PROJECT.resolve("examples/small.yaml")),
                  "small.yaml",
                  id -> {
                    assertThatASecondPlanShowsNoChanges(id);
                    // What chaos takes for the usual: see 'provisioner chaos --usual'.
                    Census.of(cloud, id).write(PROJECT.resolve("devstack/target/usual.json"));
                  });

      JsonNode environment = api.environment(report.environmentId());
      assertThat(report.ready()).as(() -> log(api, report)).isTrue();
      assertThat(report.destroyed()).as(() -> log(api, report)).isTrue();
      assertThat(report.beta9Healthy()).isTrue();
      assertThat(report.resourcesCreated()).isGreaterThan(50);
      assertThat(cloud.leftovers()).isEmpty();
      assertThat(environment.path("outputs").propertyNames())
          .contains(
              "vpc_id",
              "cluster_name",
              "cluster_endpoint",
              "rds_endpoint",
              "redis_endpoint",
              "bucket_name",
              "beta9_endpoint");
      assertThat(secretsIn(stack, keyFile)).isEmpty();
    }
  }

  private void assertThatASecondPlanShowsNoChanges(String id) {
    TerraformOptions options = TerraformOptions.fromProcess();
    PlanSummary plan =
        new TerraformProcesses(
                TerraformCli.find(options),
                options,
                StackDirectory.at(folder.resolve("work"), new EnvironmentId(id)),
                Redactor.of(List.of()))
            .plan(Run.unattended("second-plan", Duration.ofMinutes(5)), PlanMode.APPLY);
    assertThat(plan.changes()).isEmpty();
    assertThat(plan.isEmpty()).isTrue();
  }

  /** Where anything that looks like one of the environment's secrets lies in the database. */
  private static List<String> secretsIn(DevStack stack, Path keyFile) {
    return stack
        .service()
        .part(org.springframework.jdbc.core.simple.JdbcClient.class)
        .sql(
            """
            select 'journal: ' || left(event::text, 200) from journal
             where event::text ~ '(sk_[A-Za-z0-9+/]{43}=|"secret_string": *"[^"]|"auth_token": *"[^"])'
            union all
            select 'log: ' || left(text, 200) from log_lines
             where text ~ '(sk_[A-Za-z0-9+/]{43}=|AKIA[A-Z0-9]{16})'
            union all
            select 'outputs: ' || id from environments where outputs::text ~ 'sk_[A-Za-z0-9+/]{43}='
            """)
        .query(String.class)
        .list();
  }

  private static String log(ApiClient api, RoundTrip.Report report) {
    StringBuilder text = new StringBuilder();
    api.events(report.environmentId(), 0)
        .forEach(event -> text.append(event.path("message").asString()).append('\n'));
    return text.toString();
  }

  private Terminal terminal() {
    return new Terminal(
        new ByteArrayInputStream(new byte[0]),
        new PrintStream(System.out),
        new PrintStream(System.err),
        false,
        false,
        Map.of(),
        folder);
  }
}
