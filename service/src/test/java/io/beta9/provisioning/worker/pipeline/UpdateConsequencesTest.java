package io.beta9.provisioning.worker.pipeline;

import static io.beta9.provisioning.worker.pipeline.ScriptedPipelines.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.intake.EnvironmentRequests;
import io.beta9.provisioning.intake.ImmutableFieldsException;
import io.beta9.provisioning.intake.UpdateRequests;
import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.MetaConfigs;
import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.metaconfig.change.UpdateRejection;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.testing.RegisteredAccounts;
import io.beta9.provisioning.testing.Servers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** An update never interrupts a running platform by surprise. */
class UpdateConsequencesTest {
  private static final Caller ANN = new Caller(new TenantId("acme"), "key", "ann");

  @TempDir private Path base;
  private TestQueue queue;
  private EnvironmentRequests requests;
  private UpdateRequests updates;

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

  private static final String LARGER = "cluster: {profile: medium}\n";

  @Test
  void rejects_an_update_that_replaces_node_groups_unless_it_accepts_exactly_that() {
    EnvironmentId id = ready();

    FailureException rejected =
        catchThrowableOfType(
            FailureException.class,
            () -> updates.update(ANN, id, config(LARGER), Set.of(Consequence.NAT), null));

    assertThat(rejected.failure().code()).isEqualTo(FailureCode.UPDATE_WOULD_INTERRUPT);
    assertThat(rejected.failure().next())
        .contains("env update " + id, "--accept-interruption node-groups'");
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
    ScriptedPipelines.pipeline(
            queue,
            base,
            step(
                StepName.APPLY,
                context -> {
                  throw new FailureException(
                      io.beta9.provisioning.failure.Failure.of(
                          FailureCode.RESOURCE_FAILED, "Creating"));
                }))
        .execute(claim());

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

    ScriptedPipelines.pipeline(
            queue,
            base,
            step(
                StepName.PLAN,
                context -> {
                  throw new FailureException(UpdateRejection.of(Set.of(Consequence.SUBNETS)));
                }))
        .execute(claim());

    Environment after = environment(id);
    assertThat(after.status()).isEqualTo(EnvironmentStatus.READY);
    assertThat(after.metaConfig()).isEqualTo(before.metaConfig());
    assertThat(after.infraModel()).isEqualTo(before.infraModel());
    assertThat(after.failure()).isNull();
    assertThat(Objects.requireNonNull(after.previousFailure()).failure().code())
        .isEqualTo(FailureCode.UPDATE_WOULD_INTERRUPT);
    assertThat(queue.eventLines(id)).last().asString().startsWith("update-rejected: ");
  }

  @Test
  void a_plan_that_is_rejected_after_the_apply_had_started_is_a_failure() {
    EnvironmentId id = ready();
    updates.update(ANN, id, config("tags: {a: b}\n"), Set.of(), null);
    Claim claim = claim();
    queue.operations.stepStarted(claim, StepName.APPLY.code());

    ScriptedPipelines.pipeline(
            queue,
            base,
            step(
                StepName.PLAN,
                context -> {
                  throw new FailureException(UpdateRejection.of(Set.of(Consequence.SUBNETS)));
                }))
        .execute(claim);

    assertThat(environment(id).status()).isEqualTo(EnvironmentStatus.FAILED);
  }
}
