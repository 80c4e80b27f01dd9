package io.beta9.provisioning.worker.pipeline;

import static io.beta9.provisioning.worker.pipeline.ScriptedPipelines.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.intake.ImmutableFieldsException;
import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.metaconfig.change.UpdateRejection;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.StepName;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An update never interrupts a running platform by surprise. */
class UpdateConsequencesTest extends UpdateScenario {

  private static final String LARGER = "cluster: {profile: medium}\n";

  @Test
  void rejects_an_update_that_replaces_node_groups_unless_it_accepts_exactly_that() {
    EnvironmentId id = ready();

    FailureException rejected =
        catchThrowableOfType(
            FailureException.class,
            () -> updates.update(ANN, id, config(LARGER), Set.of(Consequence.NAT), null));

    assertThat(rejected.failure().code()).isEqualTo(FailureCode.UPDATE_WOULD_INTERRUPT);
    assertThat(rejected.failure().parameter(FailureParameter.ACCEPTANCES)).contains("node-groups");
    assertThat(environment(id).status()).isEqualTo(EnvironmentStatus.READY);

    updates.update(ANN, id, config(LARGER), Set.of(Consequence.NODE_GROUPS), null);
    assertThat(environment(id).status()).isEqualTo(EnvironmentStatus.QUEUED);
    assertThat(queue.environments.acceptedConsequences(ANN.tenant(), id))
        .containsExactly("node-groups");
  }

  @Test
  void names_what_has_to_be_accepted_before_the_update() {
    EnvironmentId id = ready();

    assertThat(updates.preview(ANN, id, config(LARGER)).requiredAcceptances())
        .containsExactly(Consequence.NODE_GROUPS);
  }

  @Test
  void requires_no_acceptance_as_long_as_the_platform_has_never_been_ready() {
    EnvironmentId id = requests.create(ANN, config(""), null).id();
    execute(
        step(
            StepName.APPLY,
            context -> {
              throw new FailureException(Failure.of(FailureCode.RESOURCE_FAILED, "Creating"));
            }));

    assertThatCode(() -> updates.update(ANN, id, config(LARGER), Set.of(), null))
        .doesNotThrowAnyException();
  }

  @Test
  void rejects_other_zones_as_soon_as_an_apply_has_started() {
    EnvironmentId id = ready();

    ImmutableFieldsException rejected =
        catchThrowableOfType(
            ImmutableFieldsException.class,
            () ->
                updates.update(
                    ANN,
                    id,
                    config("network: {availability_zones: [us-east-1a, us-east-1c]}\n"),
                    Set.of(),
                    null));

    assertThat(rejected.fields())
        .singleElement()
        .satisfies(
            field -> {
              assertThat(field.path()).isEqualTo("network.availability_zones");
              assertThat(field.message()).contains("can be added, but neither removed");
            });
  }

  @Test
  void a_rejected_plan_leaves_the_environment_ready_and_as_it_was() {
    EnvironmentId id = ready();
    Environment before = environment(id);
    updates.update(ANN, id, config("tags: {a: b}\n"), Set.of(), null);

    execute(
        step(
            StepName.PLAN,
            context -> {
              throw new FailureException(UpdateRejection.of(Set.of(Consequence.SUBNETS)));
            }));

    Environment after = environment(id);
    assertThat(after.status()).isEqualTo(EnvironmentStatus.READY);
    assertThat(after.metaConfig()).isEqualTo(before.metaConfig());
    assertThat(after.infraModel()).isEqualTo(before.infraModel());
    assertThat(after.failure()).isNull();
    assertThat(Objects.requireNonNull(after.previousFailure()).failure().code())
        .isEqualTo(FailureCode.UPDATE_WOULD_INTERRUPT);
    assertThat(queue.eventsOf(id)).last().matches(event -> event.is(EventKind.UPDATE_REJECTED));
  }

  @Test
  void a_plan_that_is_rejected_after_the_apply_had_started_is_a_failure() {
    EnvironmentId id = ready();
    updates.update(ANN, id, config("tags: {a: b}\n"), Set.of(), null);
    Claim claim = claim();
    queue.operations.stepStarted(claim, StepName.APPLY.code());

    execute(
        claim,
        step(
            StepName.PLAN,
            context -> {
              throw new FailureException(UpdateRejection.of(Set.of(Consequence.SUBNETS)));
            }));

    assertThat(environment(id).status()).isEqualTo(EnvironmentStatus.FAILED);
  }
}
