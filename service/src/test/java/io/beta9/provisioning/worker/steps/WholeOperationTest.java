package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.beta9.provisioning.bootstrap.FakeClusters;
import io.beta9.provisioning.cloud.aws.AwsAccounts;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.run.FakeTerraforms;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.worker.pipeline.InMemoryOperation;
import io.beta9.provisioning.worker.pipeline.InMemoryOperation.LogLine;
import io.beta9.provisioning.worker.pipeline.Pipeline.PipelineResult;
import io.beta9.provisioning.worker.pipeline.Step;
import io.beta9.provisioning.worker.pipeline.StepDeadlines;
import io.beta9.provisioning.worker.pipeline.WorkerDependencies;
import io.beta9.provisioning.worker.pipeline.WorkerTools;
import io.beta9.provisioning.worker.role.InMemoryEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * The real steps in their order, in a simulated account, with fakes of Terraform and Helm and
 * without a database.
 */
class WholeOperationTest {
  private static final InfraModel MODEL = SimulatedAccount.model();

  @TempDir private Path base;
  private final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();
  private final FakeClusters clusters = new FakeClusters(cloud);
  private final FakeTerraforms terraforms = new FakeTerraforms(id -> {});
  private final Pipelines pipelines =
      new Pipelines(
          StepDeadlines.STANDARD,
          new AccountSteps(Duration.ofSeconds(1), Duration.ofMillis(5)),
          Duration.ofMillis(5));
  private InMemoryOperation provision;

  @BeforeEach
  void register() {
    terraforms.register(SimulatedAccount.ID, cloud.session(), MODEL, InMemoryEnvironment.BACKEND);
    clusters.register(SimulatedAccount.ACCOUNT, MODEL.resourcePrefix());
    provision =
        new InMemoryOperation(
            OperationKind.PROVISION,
            new WorkerDependencies(
                new AwsAccounts(cloud.sessions()),
                new WorkerTools(terraforms, clusters),
                TerraformOptions.of(cloud.workerEnvironment()),
                base,
                "here",
                JsonMapper.shared(),
                Clock.systemUTC(),
                new Random(3)));
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  private void execute(InMemoryOperation operation, long epoch) {
    PipelineResult result = operation.pipeline(pipelines).execute(operation.claim(epoch, 1));
    assertThat(operation.lifecycle().failures()).isEmpty();
    assertThat(result).isEqualTo(PipelineResult.ENDED);
    assertThat(operation.lifecycle().completed())
        .containsExactlyElementsOf(
            pipelines.steps(operation.claim().kind()).stream()
                .map(Step::name)
                .map(StepName::code)
                .toList());
  }

  /** Returns the names of the runs of a claim, in their order. */
  private static List<String> runs(InMemoryOperation operation, long epoch) {
    String claim = operation.claim().operation() + "-" + epoch + "-";
    return operation.runs().started().stream()
        .filter(run -> run.startsWith(claim))
        .map(run -> run.substring(claim.length()))
        .toList();
  }

  @Test
  void provisions_plans_and_destroys_an_environment() {
    execute(provision, 1);

    assertThat(terraforms.stateOf(SimulatedAccount.ID)).isNotEmpty();
    assertThat(terraforms.missingInAccount(SimulatedAccount.ID)).isEmpty();
    assertThat(provision.environment().outputs().path("beta9_healthy").asBoolean(false)).isTrue();
    assertThat(provision.environment().outputs().path("beta9_endpoint").asString(""))
        .isEqualTo("https://beta9.demo.example");
    assertThat(provision.environment().outputs().path("cluster_name").asString(""))
        .isEqualTo(MODEL.resourcePrefix());
    assertThat(provision.events())
        .hasAtLeastOneElementOfType(EventData.Planned.class)
        .hasAtLeastOneElementOfType(EventData.Applied.class);

    assertThat(provision.log())
        .extracting(LogLine::step, LogLine::text)
        .contains(
            tuple("cluster-access", "Bootstrapping Beta9 in cluster " + MODEL.resourcePrefix()))
        .extracting(tuple -> tuple.toList().getFirst())
        .contains("nodes", "baseline", "beta9", "expose");
    assertThat(runs(provision, 1)).contains("init", "plan", "apply");
    assertThat(cloud.sim().requests().calls("iam", "SimulatePrincipalPolicy"))
        .as("requests of the preflight")
        .isNotEmpty();

    InMemoryOperation plan = provision.next(OperationKind.PLAN);
    execute(plan, 2);

    assertThat(plan.environment().recordedPlan()).isEqualTo("[]");
    assertThat(runs(plan, 2)).containsExactly("init", "plan");

    InMemoryOperation destroy = provision.next(OperationKind.DESTROY);
    execute(destroy, 3);

    assertThat(runs(destroy, 3)).startsWith("init").endsWith("destroy");
    assertThat(destroy.log())
        .extracting(LogLine::step, LogLine::text)
        .contains(tuple("cluster-uninstall", "The cluster is empty"));
    assertThat(terraforms.stateOf(SimulatedAccount.ID)).isEmpty();
    assertThat(new AccountRecords(cloud).inventory().keySet())
        .as("only keys, which AWS deletes after a waiting period, remain")
        .isSubsetOf("kms:key");
    assertThat(Files.exists(base.resolve(SimulatedAccount.ID.value()))).isFalse();
    assertThat(destroy.events()).hasAtLeastOneElementOfType(EventData.TerraformDestroyed.class);
  }

  @Test
  void an_update_without_a_change_runs_terraform_and_changes_nothing() {
    execute(provision, 1);
    InMemoryOperation update = provision.next(OperationKind.UPDATE);
    List<String> before = provision.runs().started();

    execute(update, 2);

    assertThat(provision.runs().started()).hasSizeGreaterThan(before.size());
    assertThat(update.events()).contains(new EventData.Planned(0, 0, 0));
  }
}
