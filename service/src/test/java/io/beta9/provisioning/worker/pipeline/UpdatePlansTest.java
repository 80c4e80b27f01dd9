package io.beta9.provisioning.worker.pipeline;

import static io.beta9.provisioning.worker.pipeline.ScriptedPipelines.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.intake.CancelRequests;
import io.beta9.provisioning.intake.EnvironmentRequests;
import io.beta9.provisioning.intake.PlanRequests;
import io.beta9.provisioning.intake.UpdateRequests;
import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.MetaConfigs;
import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.operation.CancelRepository;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.EnvironmentBusyException;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.OperationState;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.operation.UpdateRepository.StoredPlan;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import io.beta9.provisioning.terraform.plan.PlanGuard;
import io.beta9.provisioning.terraform.plan.PlanImpact;
import io.beta9.provisioning.terraform.plan.PlanImpactJson;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.Servers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * An update is planned without changing its environment, and is executed only as it was planned.
 */
class UpdatePlansTest {
  private static final Caller ANN = new Caller(new TenantId("acme"), "key", "ann");
  private static final String LARGER = "data: {postgres: {size: db.m6g.large}}\n";
  private static final List<PlanImpact> RESTART =
      List.of(
          new PlanImpact(
              "aws_db_instance.this",
              Action.UPDATE,
              List.of("instance_class"),
              Consequence.DATABASE_RESTART,
              null));

  @TempDir private Path base;
  private TestQueue queue;
  private EnvironmentRequests requests;
  private UpdateRequests updates;
  private PlanRequests plans;

  @BeforeEach
  void start() {
    queue = new TestQueue(Servers.migratedDatabase());
    queue.worker("w-1", 1, 10, "here");
    RegisteredAccounts.verified(queue.jdbc, "acme");
    requests =
        new EnvironmentRequests(
            new EnvironmentRequests.IntakeRepositories(
                queue.jdbc, queue.transactions, queue.environments, queue.operations, queue.events),
            TestQueue.NO_NOTIFICATIONS,
            JsonMapper.shared(),
            Settings.from(Map.of()),
            Clock.systemUTC(),
            new Random(5));
    updates = new UpdateRequests(requests);
    plans = new PlanRequests(requests, updates);
  }

  @AfterEach
  void stop() {
    queue.database.close();
  }

  private static MetaConfig config(String more) {
    return MetaConfigs.valid(MetaConfigs.smallWith(more));
  }

  private Claim claim() {
    return queue.operations.claimNext("w-1").orElseThrow();
  }

  private Environment environment(EnvironmentId id) {
    return queue.environments.find(ANN.tenant(), id).orElseThrow();
  }

  private EnvironmentId ready() {
    EnvironmentId id = requests.create(ANN, config(""), null).id();
    ScriptedPipelines.pipeline(queue, base, step(StepName.APPLY, context -> {})).execute(claim());
    assertThat(environment(id).status()).isEqualTo(EnvironmentStatus.READY);
    return id;
  }

  private StoredPlan find(EnvironmentId id, StoredPlan plan) {
    return plans.find(ANN, id, plan.operation()).plan();
  }

  private StoredPlan planned(EnvironmentId id, MetaConfig config, List<PlanImpact> impacts) {
    StoredPlan plan = plans.plan(ANN, id, config).plan();
    ScriptedPipelines.pipeline(
            queue,
            base,
            step(
                StepName.PLAN,
                context -> context.environment().recordPlan(PlanImpactJson.write(impacts))))
        .execute(claim());
    return find(id, plan);
  }

  @Test
  void plans_the_requested_model_and_leaves_the_environment_as_it_was() {
    EnvironmentId id = ready();
    Environment before = environment(id);
    AtomicReference<String> instanceClass = new AtomicReference<>();

    StoredPlan plan = plans.plan(ANN, id, config(LARGER)).plan();
    assertThat(plan.state()).isEqualTo(OperationState.WAITING);
    Claim claim = claim();
    assertThat(claim.kind()).isEqualTo(OperationKind.PLAN);
    ScriptedPipelines.pipeline(
            queue,
            base,
            step(
                StepName.PLAN,
                context -> {
                  instanceClass.set(context.model().postgres().instanceClass());
                  context.environment().recordPlan(PlanImpactJson.write(RESTART));
                }))
        .execute(claim);

    assertThat(instanceClass).hasValue("db.m6g.large");
    assertThat(environment(id)).isEqualTo(before);
    StoredPlan done = find(id, plan);
    assertThat(done.state()).isEqualTo(OperationState.SUCCEEDED);
    assertThat(PlanImpactJson.read(Objects.requireNonNull(done.impacts()).text()))
        .isEqualTo(RESTART);
  }

  @Test
  void rejects_other_operations_while_an_update_is_planned() {
    EnvironmentId id = ready();
    plans.plan(ANN, id, config(LARGER));

    assertThatThrownBy(() -> updates.update(ANN, id, config(LARGER), Set.of(), null))
        .isInstanceOf(EnvironmentBusyException.class);
    assertThatThrownBy(() -> plans.plan(ANN, id, config(LARGER)))
        .isInstanceOf(EnvironmentBusyException.class);
    assertThat(environment(id).status()).isEqualTo(EnvironmentStatus.READY);
  }

  @Test
  void a_plan_that_fails_is_not_repeated_and_leaves_the_environment_ready() {
    EnvironmentId id = ready();
    Environment before = environment(id);
    StoredPlan plan = plans.plan(ANN, id, config(LARGER)).plan();

    ScriptedPipelines.pipeline(
            queue,
            base,
            step(
                StepName.PLAN,
                context -> {
                  throw new FailureException(Failure.of(FailureCode.THROTTLED, "Planning"));
                }))
        .execute(claim());

    assertThat(environment(id)).isEqualTo(before);
    assertThat(find(id, plan).state()).isEqualTo(OperationState.FAILED);
    assertThat(Objects.requireNonNull(find(id, plan).failure()).code())
        .isEqualTo(FailureCode.THROTTLED);
    assertThat(queue.eventLines(id)).last().asString().startsWith("update-plan-failed: ");
  }

  @Test
  void cancelling_a_plan_leaves_the_environment_ready() {
    EnvironmentId id = ready();
    Environment before = environment(id);
    StoredPlan plan = plans.plan(ANN, id, config(LARGER)).plan();

    new CancelRequests(
            queue.jdbc,
            queue.transactions,
            queue.environments,
            new CancelRepository(queue.jdbc),
            queue.events)
        .cancel(ANN, id, null);

    assertThat(environment(id)).isEqualTo(before);
    assertThat(find(id, plan).state()).isEqualTo(OperationState.CANCELLED);
  }

  @Test
  void a_plan_is_not_what_a_later_retry_repeats() {
    EnvironmentId id = ready();
    planned(id, config(LARGER), RESTART);

    assertThat(queue.operations.latestKind(ANN.tenant(), id)).hasValue(OperationKind.PROVISION);
  }

  @Test
  void rejects_a_confirmed_plan_of_another_meta_config() {
    EnvironmentId id = ready();
    StoredPlan plan = planned(id, config(LARGER), RESTART);

    assertThat(
            catchThrowableOfType(
                    FailureException.class,
                    () ->
                        updates.update(
                            ANN,
                            id,
                            config("tags: {a: b}\n"),
                            new UpdateRequests.Terms(Set.of(), plan.operation()),
                            null))
                .failure()
                .code())
        .isEqualTo(FailureCode.UPDATE_PLAN_OUTDATED);
    assertThat(environment(id).status()).isEqualTo(EnvironmentStatus.READY);
  }

  @Test
  void hands_the_confirmed_plan_to_the_worker_of_the_update() {
    EnvironmentId id = ready();
    StoredPlan plan = planned(id, config(LARGER), RESTART);

    updates.update(
        ANN, id, config(LARGER), new UpdateRequests.Terms(Set.of(), plan.operation()), null);

    Claim claim = claim();
    assertThat(claim.kind()).isEqualTo(OperationKind.UPDATE);
    assertThat(PlanImpactJson.read(queue.operations.confirmedChanges(claim).orElseThrow().text()))
        .isEqualTo(RESTART);
  }

  @Test
  void an_update_whose_plan_does_more_than_was_confirmed_leaves_the_environment_as_it_was() {
    EnvironmentId id = ready();
    Environment before = environment(id);
    StoredPlan plan = planned(id, config(LARGER), List.of());
    updates.update(
        ANN, id, config(LARGER), new UpdateRequests.Terms(Set.of(), plan.operation()), null);

    ScriptedPipelines.pipeline(
            queue,
            base,
            step(
                StepName.PLAN,
                context -> {
                  List<PlanImpact> confirmed =
                      PlanImpactJson.read(
                          context.environment().confirmedChanges().orElseThrow().text());
                  throw new FailureException(
                      PlanGuard.checkConfirmed(RESTART, confirmed).orElseThrow());
                }))
        .execute(claim());

    Environment after = environment(id);
    assertThat(after.status()).isEqualTo(EnvironmentStatus.READY);
    assertThat(after.infraModel()).isEqualTo(before.infraModel());
    assertThat(Objects.requireNonNull(after.previousFailure()).failure().code())
        .isEqualTo(FailureCode.UPDATE_PLAN_CHANGED);
  }

  @Test
  void plans_nothing_before_anything_has_been_created() {
    EnvironmentId id = requests.create(ANN, config(""), null).id();
    ScriptedPipelines.pipeline(
            queue,
            base,
            step(
                StepName.PREFLIGHT,
                context -> {
                  throw new FailureException(Failure.of(FailureCode.ACCESS_DENIED, "Checking"));
                }))
        .execute(claim());
    assertThat(environment(id).status()).isEqualTo(EnvironmentStatus.FAILED);

    assertThat(
            catchThrowableOfType(FailureException.class, () -> plans.plan(ANN, id, config(LARGER)))
                .failure()
                .code())
        .isEqualTo(FailureCode.NOTHING_TO_PLAN);
  }
}
