package io.beta9.provisioning.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.bootstrap.ClusterFault.Call;
import io.beta9.provisioning.bootstrap.ClusterFault.Injection;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.gateway.AdminTokenStore;
import io.beta9.provisioning.bootstrap.gateway.UserTokenStore;
import io.beta9.provisioning.bootstrap.helm.HelmSettings;
import io.beta9.provisioning.cloudsim.fault.FaultRules;
import io.beta9.provisioning.diagnosis.NextStep;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.helmrunner.InProcessHelm;
import io.beta9.provisioning.worker.retry.RetryPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Injects faults into calls inside a cluster, with the real Helm and charts. Each step starts from
 * a copy of the cluster in which the steps before it have completed, and is retried by the policy
 * of the worker.
 */
final class ClusterStage implements AutoCloseable {
  private static final EnvironmentId ID = new EnvironmentId("env_4f1a2b3c4d5e");

  /** How many times faster time passes: periods of a minute end, and pauses of a second fit in. */
  private static final int SPEED = 4;

  private static final Duration STEP_LIMIT = Duration.ofMinutes(10);
  private static final int MAX_ATTEMPTS = 12;
  private static final DoubleSupplier MEDIAN = () -> 0.5;

  private final Path folder;
  private final InProcessHelm helm;
  private final HelmSettings settings;
  private final Map<ClusterStep, Prepared> prepared = new EnumMap<>(ClusterStep.class);
  private final Map<ClusterStep, Set<Call>> calls = new EnumMap<>(ClusterStep.class);

  /** A cluster and what is stored outside of it. */
  record State(SimulatedCluster cluster, FakeTokenStore tokens, FakeUserTokenStore users) {}

  private record Prepared(
      ClusterSnapshot cluster,
      AdminTokenStore.@Nullable StoredToken token,
      UserTokenStore.@Nullable UserToken user) {
    static Prepared of(State state) {
      return new Prepared(state.cluster().snapshot(), state.tokens().kept, state.users().kept);
    }

    State start() {
      State state =
          new State(new SimulatedCluster(cluster), new FakeTokenStore(), new FakeUserTokenStore());
      state.tokens().kept = token;
      state.users().kept = user;
      return state;
    }
  }

  /**
   * What an injection led to.
   *
   * @param failure that was retried first, or the last one if someone had to act; null if none
   * @param command the next command, with {@code ID} for the environment; empty if none
   * @param waited whether the step ended only with its deadline
   * @param left what a step has left undone without failing
   * @param problem why the step could not be completed in the end; empty if it was
   */
  record Course(
      Injection injection,
      @Nullable Failure failure,
      int attempts,
      String command,
      boolean waited,
      List<String> left,
      String problem) {}

  /** Prepares all steps, which executes each of them once. */
  ClusterStage(Path folder) {
    this.folder = folder;
    this.helm = new InProcessHelm(folder);
    HelmSettings usual = TestHelm.settings(folder);
    this.settings = new HelmSettings(usual.runner(), helm.executable(), usual.charts());
    prepareAll();
  }

  /** Returns the different calls of a step without faults, in their order. */
  List<Call> calls(ClusterStep step) {
    return List.copyOf(calls.getOrDefault(step, Set.of()));
  }

  private void prepareAll() {
    State state = new State(new SimulatedCluster(), new FakeTokenStore(), new FakeUserTokenStore());
    state.cluster().nodes("system", 2);
    state.cluster().nodes("cpu", 1);
    state.cluster().bucketKeys.put(TestInfraModels.BUCKET, "StorageSecret3");
    Prepared current = awaitNodes(state);
    Prepared ready = current;
    for (ClusterStep step : ClusterStep.values()) {
      try (ClusterSession session = new ClusterSession(step, current)) {
        prepared.put(step, session.begin);
        Set<Call> ordered = new LinkedHashSet<>();
        session
            .state
            .cluster()
            .onCall(
                call -> {
                  synchronized (ordered) {
                    ordered.add(Call.of(call));
                  }
                  return Optional.empty();
                });
        Attempt attempt = session.attempt();
        assertThat(attempt.failure()).as("%s: %s", step, attempt).isNull();
        assertThat(attempt.left()).as(step.name()).isEmpty();
        session.state.cluster().onCall(call -> Optional.empty());
        calls.put(step, ordered);
        current = Prepared.of(session.state);
        if (step == ClusterStep.VERIFY) {
          ready = current;
        } else if (step.compareTo(ClusterStep.VERIFY) > 0) {
          current = ready;
        }
      }
    }
  }

  private static Prepared awaitNodes(State state) {
    try (SimulatedCluster cluster = state.cluster();
        ClusterAccess access = cluster.access()) {
      Awaitility.await().until(() -> access.client().nodes().list().getItems().size() == 3);
      Awaitility.await()
          .until(
              () ->
                  access.client().apps().daemonSets().inAnyNamespace().list().getItems().size()
                      >= 3);
      return Prepared.of(state);
    }
  }

  /** What one attempt of a step led to. */
  private record Attempt(
      @Nullable Failure failure, boolean waited, List<String> left, String problem) {
    boolean isComplete() {
      return failure == null && problem.isEmpty();
    }
  }

  /** Injects a fault into a step, and retries it once the cause is fixed. */
  Course course(Injection injection) {
    Prepared begin = prepared.get(injection.step());
    try (ClusterSession session = new ClusterSession(injection.step(), begin)) {
      PendingRelease pending = new PendingRelease(session.state.cluster());
      FaultRules rules = new FaultRules();
      boolean inProgress = injection.fault() == ClusterFault.OPERATION_IN_PROGRESS;
      if (!inProgress) {
        rules.add(injection.fault().rule(injection.call()));
      }
      session
          .state
          .cluster()
          .onCall(
              call -> {
                Call known = Call.of(call);
                if (inProgress && known.equals(injection.call())) {
                  pending.begin();
                }
                return rules.recordCall(known.client().name(), known.operation(), "").failure();
              });
      Failure first = null;
      int attempts = 1;
      Attempt attempt = session.attempt();
      while (!attempt.isComplete() && attempts < MAX_ATTEMPTS && isRetried(attempt, attempts)) {
        first = first == null ? attempt.failure() : first;
        attempts++;
        attempt = session.attempt();
      }
      if (attempt.isComplete() && attempt.left().isEmpty()) {
        return new Course(injection, first, attempts, "", false, List.of(), "");
      }
      Failure failure = attempt.failure() == null ? null : attempt.failure().withoutRetry(attempts);
      session.state.cluster().onCall(call -> Optional.empty());
      pending.end();
      Attempt last = session.attempt();
      return new Course(
          injection,
          failure,
          attempts,
          failure == null ? "" : command(failure),
          attempt.waited(),
          attempt.left(),
          attempt.problem()
              + (last.failure() == null ? "" : last.failure().message())
              + last.problem()
              + String.join("; ", last.left()));
    }
  }

  private static boolean isRetried(Attempt attempt, int attempts) {
    Failure failure = attempt.failure();
    return failure != null
        && RetryPolicy.STANDARD.pauseAfter(attempts, Duration.ZERO, failure, MEDIAN).isPresent();
  }

  private static String command(Failure failure) {
    return String.valueOf(
            NextStep.of(
                    new NextStep.Situation(ID, EnvironmentStatus.FAILED, failure, null, false),
                    Instant.now())
                .command())
        .replace(ID.value(), "ID");
  }

  @Override
  public void close() {
    helm.close();
  }

  /** One cluster in which a step is executed. */
  private final class ClusterSession implements AutoCloseable {
    private final ClusterStep step;
    private final Prepared begin;
    private final State state;

    ClusterSession(ClusterStep step, Prepared before) {
      this.step = step;
      this.state = before.start();
      if (prepared.containsKey(step)) {
        this.begin = before;
      } else {
        try (ClusterAccess access = state.cluster().access()) {
          step.prepare(access);
        }
        this.begin = Prepared.of(state);
      }
    }

    Attempt attempt() {
      WaitContexts contexts = new WaitContexts(WaitContexts.faster(SPEED));
      Instant end = contexts.clock.instant().plus(STEP_LIMIT);
      try (Bootstrap bootstrap = new HelmBootstrap(state.cluster().access(), settings, folder)) {
        List<String> left = step.run(bootstrap, state, contexts.withTimeout(STEP_LIMIT));
        return new Attempt(null, false, left, "");
      } catch (FailureException e) {
        return new Attempt(e.failure(), contexts.clock.instant().isAfter(end), List.of(), "");
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      } catch (RuntimeException e) {
        // What the worker reports as a defect.
        return new Attempt(null, false, List.of(), "defect: " + e);
      }
    }

    @Override
    public void close() {
      state.cluster().close();
    }
  }
}
