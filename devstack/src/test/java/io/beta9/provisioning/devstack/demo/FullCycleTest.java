package io.beta9.provisioning.devstack.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.beta9.provisioning.apimodel.account.AccountView;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.devstack.cloud.DemoCloud;
import io.beta9.provisioning.devstack.cloud.DemoCustomer;
import io.beta9.provisioning.devstack.cloud.ResourceCounts;
import io.beta9.provisioning.devstack.stack.DevStack;
import io.beta9.provisioning.devstack.stack.RunningTerraform;
import io.beta9.provisioning.devstack.stack.TestInstallation;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.settings.ProcessEnvironment;
import io.beta9.provisioning.terraform.plan.PlanSummary;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.run.Redactor;
import io.beta9.provisioning.terraform.run.TerraformCli;
import io.beta9.provisioning.terraform.run.TerraformProcesses;
import io.beta9.provisioning.terraform.run.TerraformRun;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import io.beta9.provisioning.worker.liveness.WorkerIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Provisions and destroys one environment with real PostgreSQL, Redis, Terraform with the real AWS
 * provider, and Helm against the simulated cloud.
 */
class FullCycleTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  /** The baseline of ChaosRunTest, which runs beside this test. */
  private static final Path RESOURCES_OF_SMALL =
      Path.of("src/test/resources/resources-of-small.json");

  @TempDir Path directory;

  @Test
  void provisions_a_verified_beta9_from_a_meta_config_and_destroys_it_without_leftovers()
      throws Exception {
    try (TestInstallation installation = TestInstallation.start(directory)) {
      DemoCloud cloud = installation.cloud();
      DevStack stack = installation.stack();
      ApiClient api = installation.api();
      AccountView account = DemoCustomer.registerAccount(stack.api(), cloud);
      LifecycleRun.Report report =
          new LifecycleRun(api, installation.watch(), stack, cloud)
              .run(
                  Files.readAllBytes(PROJECT.resolve("examples/small.yaml")),
                  "small.yaml",
                  id -> {
                    assertSecondPlanHasNoChanges(installation, id);
                    ResourceCounts counts = ResourceCounts.of(cloud, id);
                    // Read by 'provisioner chaos --baseline'.
                    counts.write(PROJECT.resolve("devstack/target/baseline.json"));
                    assertThat(counts)
                        .as("copy devstack/target/baseline.json if the module has changed")
                        .isEqualTo(ResourceCounts.read(RESOURCES_OF_SMALL));
                  });

      EnvironmentView environment = api.environment(report.environmentId()).value();
      assertThat(environment.metaConfig().toString())
          .doesNotContain(account.externalId(), "role_arn");
      assertThat(report.ready()).as(() -> installation.events(report.environmentId())).isTrue();
      assertThat(report.destroyed()).as(() -> installation.events(report.environmentId())).isTrue();
      assertThat(report.beta9Healthy()).isTrue();
      assertThat(report.resourcesCreated()).isGreaterThan(50);
      assertThat(cloud.leftovers()).isEmpty();
      assertThat(environment.outputs().keySet())
          .contains(
              "vpc_id",
              "cluster_name",
              "cluster_endpoint",
              "rds_endpoint",
              "redis_endpoint",
              "bucket_name",
              "beta9_endpoint");
      assertThat(findSecrets(stack)).isEmpty();
      long pid = ProcessHandle.current().pid();
      recordAsRunning(stack, pid);
      assertThat(stack.stopService())
          .extracting(
              RunningTerraform::kind, RunningTerraform::environmentName, RunningTerraform::pid)
          .containsExactly(tuple("apply", "demo", pid));
    }
  }

  /** Records this JVM as the process of the apply, as if Terraform were still running. */
  private static void recordAsRunning(DevStack stack, long pid) {
    stack
        .service()
        .part(JdbcClient.class)
        .sql(
            """
            update processes set ended_at = null, pid = :pid, pid_started_at = :ticks
             where run_id like '%-apply'
            """)
        .param("pid", pid)
        .param("ticks", WorkerIdentity.startTicks(pid))
        .update();
  }

  private static void assertSecondPlanHasNoChanges(TestInstallation installation, String id) {
    TerraformOptions options = TerraformOptions.of(ProcessEnvironment.current());
    PlanSummary plan =
        new TerraformProcesses(
                TerraformCli.find(options),
                options,
                StackDirectory.at(installation.workDirectory(), new EnvironmentId(id)),
                Redactor.of(List.of()))
            .plan(TerraformRun.unattended("second-plan", Duration.ofMinutes(5)));
    assertThat(plan.changes()).isEmpty();
    assertThat(plan.isEmpty()).isTrue();
  }

  /** Returns where the database contains text that looks like one of the environment's secrets. */
  private static List<String> findSecrets(DevStack stack) {
    return stack
        .service()
        .part(JdbcClient.class)
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
}
