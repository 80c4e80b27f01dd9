package io.beta9.provisioning.worker.pipeline;

import static io.beta9.provisioning.worker.pipeline.ScriptedPipelines.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.intake.CancelRequests;
import io.beta9.provisioning.intake.PlanRequests;
import io.beta9.provisioning.intake.UpdateRequests;
import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.operation.CancelRepository;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.EnvironmentBusyException;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.OperationState;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.operation.UpdateRepository.StoredPlan;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import io.beta9.provisioning.terraform.plan.PlanGuard;
import io.beta9.provisioning.terraform.plan.PlanImpact;
import io.beta9.provisioning.terraform.plan.PlanImpactJson;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An update is planned without changing its environment, and is executed only as it was planned.
 */
class UpdatePlansTest extends UpdateScenario {
  private static final String LARGER = "data: {postgres: {size: db.m6g.large}}\n";
  private static final List<PlanImpact> RESTART =
      List.of(
          new PlanImpact(
              "aws_db_instance.this",
              Action.UPDATE,
              List.of("instance_class"),
              Consequence.DATABASE_RESTART,
              null));

  private PlanRequests plans;

  @BeforeEach
  void planRequests() {
    plans = new PlanRequests(requests, updates);
  }

  private StoredPlan find(EnvironmentId id, StoredPlan plan) {
    return plans.find(ANN, id, plan.operation()).plan();
  }

  private StoredPlan planned(EnvironmentId id, MetaConfig config, List<PlanImpact> impacts) {
    StoredPlan plan = plans.plan(ANN, id, config).plan();
    execute(
        step(
            StepName.PLAN,
            context -> context.environment().recordPlan(PlanImpactJson.write(impacts))));
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
    execute(
        claim,
        step(
            StepName.PLAN,
            context -> {
              instanceClass.set(context.model().postgres().instanceClass());
              context.environment().recordPlan(PlanImpactJson.write(RESTART));
            }));

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

    execute(
        step(
            StepName.PLAN,
            context -> {
              throw new FailureException(Failure.of(FailureCode.THROTTLED, "Planning"));
            }));

    assertThat(environment(id)).isEqualTo(before);
    assertThat(find(id, plan).state()).isEqualTo(OperationState.FAILED);
    assertThat(Objects.requireNonNull(find(id, plan).failure()).code())
        .isEqualTo(FailureCode.THROTTLED);
    assertThat(queue.eventsOf(id)).last().matches(event -> event.is(EventKind.UPDATE_PLAN_FAILED));
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

  /** The plan may end between the request for it and the request that confirms it. */
  @Test
  void rejects_a_confirmed_plan_whose_consequences_are_not_accepted() {
    EnvironmentId id = ready();
    List<PlanImpact> replacement =
        List.of(
            new PlanImpact(
                "aws_eks_node_group.this[\"cpu\"]",
                Action.REPLACE,
                List.of("instance_types"),
                Consequence.NODE_GROUPS,
                null));
    StoredPlan plan = planned(id, config(LARGER), replacement);

    for (Set<Consequence> accepted :
        List.of(Set.<Consequence>of(), Set.of(Consequence.NODE_GROUPS))) {
      Failure failure = rejection(id, plan, accepted);
      assertThat(failure == null).isEqualTo(!accepted.isEmpty());
    }
  }

  private @Nullable Failure rejection(
      EnvironmentId id, StoredPlan plan, Set<Consequence> accepted) {
    try {
      updates.update(
          ANN, id, config(LARGER), new UpdateRequests.Terms(accepted, plan.operation()), null);
      return null;
    } catch (FailureException e) {
      assertThat(e.failure().code()).isEqualTo(FailureCode.UPDATE_WOULD_INTERRUPT);
      return e.failure();
    }
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

    execute(
        step(
            StepName.PLAN,
            context -> {
              List<PlanImpact> confirmed =
                  PlanImpactJson.read(
                      context.environment().confirmedChanges().orElseThrow().text());
              throw new FailureException(
                  PlanGuard.checkConfirmed(RESTART, confirmed).orElseThrow());
            }));

    Environment after = environment(id);
    assertThat(after.status()).isEqualTo(EnvironmentStatus.READY);
    assertThat(after.infraModel()).isEqualTo(before.infraModel());
    assertThat(Objects.requireNonNull(after.previousFailure()).failure().code())
        .isEqualTo(FailureCode.UPDATE_PLAN_CHANGED);
  }

  @Test
  void plans_nothing_before_anything_has_been_created() {
    EnvironmentId id = requests.create(ANN, config(""), null).id();
    execute(
        step(
            StepName.PREFLIGHT,
            context -> {
              throw new FailureException(Failure.of(FailureCode.ACCESS_DENIED, "Checking"));
            }));
    assertThat(environment(id).status()).isEqualTo(EnvironmentStatus.FAILED);

    assertThat(
            catchThrowableOfType(FailureException.class, () -> plans.plan(ANN, id, config(LARGER)))
                .failure()
                .code())
        .isEqualTo(FailureCode.NOTHING_TO_PLAN);
  }
}
