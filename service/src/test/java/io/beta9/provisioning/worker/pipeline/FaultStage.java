package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.cloudsim.fault.NamedFault;
import io.beta9.provisioning.cloudsim.request.LoggedRequest;
import io.beta9.provisioning.diagnosis.NextStep;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.json.FailureJson;
import io.beta9.provisioning.intake.EnvironmentRequests;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.testing.ProcessLifetime;
import io.beta9.provisioning.timeline.EventRepository;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Injects faults into operations of the real pipeline with stateful fakes of Terraform and Helm.
 * The rules of a simulated cloud apply to all of it, so each thread needs servers of its own.
 */
final class FaultStage {
  private static final Caller CALLER = new Caller(WorkerTestServers.TENANT, "key", "ann");
  private static final int MAX_ATTEMPTS = 12;

  private final WorkerTestServers servers;
  private final EnvironmentRequests requests;

  FaultStage(WorkerTestServers servers) {
    this.servers = servers;
    this.requests =
        new EnvironmentRequests(
            new EnvironmentRequests.IntakeRepositories(
                servers.jdbc(),
                servers.transactions(),
                servers.environments(),
                servers.operations(),
                new EventRepository(servers.jdbc(), JsonMapper.shared())),
            TestQueue.NO_NOTIFICATIONS,
            JsonMapper.shared(),
            Settings.from(Map.of()),
            Clock.systemUTC(),
            servers.random());
  }

  /**
   * What happened to an operation.
   *
   * @param step in which the first failure occurred; empty if there was none
   * @param failure the first one that was retried if the operation ended well while the rules were
   *     active, otherwise the last one; null if there was none
   * @param attempts after which the operation ended
   * @param healed whether it succeeded while the rules were active
   * @param command the next command, with {@code ID} for the environment; empty if there is none
   * @param reached whether the status in the end is the intended one
   * @param message what the failure says in the end
   */
  record Course(
      String step,
      @Nullable Failure failure,
      int attempts,
      boolean healed,
      String command,
      String end,
      boolean reached,
      @Nullable String message) {}

  /** Injects the rules into an operation, and retries it once the cause is fixed. */
  Course course(NamedFault.Phase phase, List<FaultRule> injected) {
    try (WorkerScenario scenario = servers.environment()) {
      EnvironmentStatus goal = prepare(phase, scenario);
      FaultRule[] rules = injected.toArray(FaultRule[]::new);
      servers.cloud().sim().faultRules().add(rules);
      int attempts = attempts(scenario);
      servers.cloud().sim().faultRules().remove(rules);
      Environment after = environment(scenario);
      boolean healed = after.status() == goal;
      Failure failure = healed ? firstRetried(scenario) : after.failure();
      String step = stepOfFirstFailure(scenario);
      String command = "";
      if (after.status() == EnvironmentStatus.FAILED) {
        command =
            String.valueOf(
                NextStep.of(
                        new NextStep.Situation(after.id(), after.status(), failure, null, false),
                        Instant.now())
                    .command());
        requests.retry(CALLER, scenario.id(), null);
        attempts(scenario);
      }
      Environment end = environment(scenario);
      return new Course(
          step,
          failure,
          attempts,
          healed,
          command.replace(scenario.id().value(), "ID"),
          end.status().code(),
          end.status() == goal,
          end.errorMessage());
    }
  }

  /** Returns the calls of an operation without faults, oldest first. */
  List<LoggedRequest> calls(NamedFault.Phase phase) {
    try (WorkerScenario scenario = servers.environment()) {
      EnvironmentStatus goal = prepare(phase, scenario);
      long before = servers.cloud().sim().requests().latestSequence();
      attempts(scenario);
      assertThat(environment(scenario).status()).isEqualTo(goal);
      return servers.cloud().sim().requests().since(before);
    }
  }

  /** Queues the operation; that of a destroy follows a provision. */
  private EnvironmentStatus prepare(NamedFault.Phase phase, WorkerScenario scenario) {
    if (phase == NamedFault.Phase.PROVISION) {
      return EnvironmentStatus.READY;
    }
    assertThat(attempts(scenario)).isOne();
    assertThat(environment(scenario).status()).isEqualTo(EnvironmentStatus.READY);
    requests.destroy(CALLER, scenario.id(), null);
    return EnvironmentStatus.DESTROYED;
  }

  private Environment environment(WorkerScenario scenario) {
    return servers.environments().find(WorkerTestServers.TENANT, scenario.id()).orElseThrow();
  }

  /** Executes attempts until none is scheduled; no time passes between them. */
  private int attempts(WorkerScenario scenario) {
    int attempt = 1;
    scenario.work(ProcessLifetime.withoutFaults());
    while (scenario.isPostponed() && attempt < MAX_ATTEMPTS) {
      scenario.makeDue();
      scenario.work(ProcessLifetime.withoutFaults());
      attempt++;
    }
    return attempt;
  }

  private @Nullable Failure firstRetried(WorkerScenario scenario) {
    return retried(scenario)
        .map(
            data -> FailureJson.read(JsonMapper.shared().readTree(data).path("failure").toString()))
        .orElse(null);
  }

  private Optional<String> retried(WorkerScenario scenario) {
    return servers
        .jdbc()
        .sql(
            "select data::text from events where environment_id = :id and kind = 'retrying' order"
                + " by seq limit 1")
        .param("id", scenario.id().value())
        .query(String.class)
        .optional();
  }

  /** Returns the step that had started last before the first failure. */
  private String stepOfFirstFailure(WorkerScenario scenario) {
    return servers
        .jdbc()
        .sql(
            """
            select started.data ->> 'step' from events started
             where started.environment_id = :id and started.kind = 'step-started'
               and started.seq < (select min(seq) from events
                 where environment_id = :id and kind in ('retrying', 'failed'))
             order by started.seq desc limit 1
            """)
        .param("id", scenario.id().value())
        .query(String.class)
        .optional()
        .orElse("");
  }
}
